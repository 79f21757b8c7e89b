#ifndef WIRETRIAL_CATCH2_V3
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
#include <nlohmann/json.hpp>

template class nlohmann::basic_json<>;
