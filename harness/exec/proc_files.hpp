// Reads what proc(5) shows at the least cost: the barriers ask for it many times in a millisecond.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace wiretrial::exec {

// The whole file; empty when it is not there (any more) or not ours to read.
[[nodiscard]] std::string read_proc_file(const std::string& path);

// Calls `visit` with the name of each entry, and with the descriptor of the directory for calls
// like readlinkat(2); no call when the directory is not there. The name lives as long as the call.
void each_proc_entry(const std::string& path,
                     const std::function<void(int directory, std::string_view name)>& visit);

}  // namespace wiretrial::exec
