// What nearly every test includes and a compiler works on for seconds: it is compiled once for all
// test programs. nlohmann/json's functions are in cmake/test_main.cpp.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "catch.hpp"

extern template class nlohmann::basic_json<>;
