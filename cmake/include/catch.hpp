// One spelling of Catch2's header for version 2 (Debian 12) and version 3 (later distributions).
#pragma once
#ifdef WIRETRIAL_CATCH2_V3
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
