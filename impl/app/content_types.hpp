// The content types and encodings the two applications know (PROTOCOL.md CNT-1, APP-7, APP-9).
#pragma once

#include <string_view>

namespace wiretrial::impl {

inline constexpr std::string_view json_type = "text/json";
inline constexpr std::string_view json_encoding = "utf-8";
inline constexpr std::string_view server_opaque_type = "binary/custom-server-binary-type";
inline constexpr std::string_view client_opaque_type = "binary/custom-client-binary-type";
inline constexpr std::string_view opaque_encoding = "binary";

}  // namespace wiretrial::impl
