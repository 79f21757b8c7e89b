# wiretrial_folder(NAME LINKS target...): a library of every source in the current folder, and, where there are tests
# beside the sources (x_test.cpp), one test program NAME_tests that ctest runs.
function(wiretrial_folder name)
  cmake_parse_arguments(ARG "" "" "LINKS;TEST_LINKS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "*.cpp")
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  add_library(${name} STATIC ${sources})
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
  wiretrial_together(${name} 12)
  wiretrial_compile(${name})
  target_link_libraries(${name} PUBLIC ${ARG_LINKS})
  if(WIRETRIAL_TESTS AND tests)
    wiretrial_tests(${name} ${tests} LINKS ${name} ${ARG_TEST_LINKS})
  endif()
endfunction()

# wiretrial_together(TARGET COUNT): in a build with WIRETRIAL_UNITY, so many sources are compiled as one. What they include is
# most of what a compiler works on, and is read and instantiated once for all of them.
function(wiretrial_together target count)
  if(WIRETRIAL_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${count})
  endif()
endfunction()

# wiretrial_program(NAME source... LINKS target...): an executable in build/<preset>/bin.
function(wiretrial_program name)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  wiretrial_compile(${name})
  wiretrial_portable(${name})
  target_link_libraries(${name} PRIVATE ${ARG_LINKS})
endfunction()

# wiretrial_tests(NAME source... LINKS target...): a Catch2 program NAME_tests, run by ctest from the top of the source tree.
function(wiretrial_tests name)
  cmake_parse_arguments(ARG "" "" "LINKS" ${ARGN})
  add_executable(${name}_tests ${ARG_UNPARSED_ARGUMENTS})
  set_target_properties(${name}_tests PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  wiretrial_test_compile(${name}_tests)
  target_compile_definitions(${name}_tests PRIVATE
    WIRETRIAL_SOURCE_DIR="${CMAKE_SOURCE_DIR}" WIRETRIAL_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  target_link_libraries(${name}_tests PRIVATE ${ARG_LINKS} wiretrial_test_main)
  add_test(NAME ${name} COMMAND ${name}_tests WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
  set_tests_properties(${name} PROPERTIES TIMEOUT 1200)
endfunction()

# wiretrial_test_compile(TARGET): tests are compiled quickly rather than well, with what most of them include compiled once.
function(wiretrial_test_compile target)
  wiretrial_compile(${target})
  target_compile_options(${target} PRIVATE -O0 -Winvalid-pch)
  if(NOT TARGET wiretrial_test_headers)
    file(WRITE "${CMAKE_BINARY_DIR}/generated/test_headers.cpp" "")
    add_library(wiretrial_test_headers OBJECT "${CMAKE_BINARY_DIR}/generated/test_headers.cpp")
    wiretrial_compile(wiretrial_test_headers)
    target_compile_options(wiretrial_test_headers PRIVATE -O0)
    target_link_libraries(wiretrial_test_headers PRIVATE wiretrial_test_main)
    target_precompile_headers(wiretrial_test_headers PRIVATE "${CMAKE_SOURCE_DIR}/cmake/include/test_headers.hpp")
  endif()
  target_precompile_headers(${target} REUSE_FROM wiretrial_test_headers)
endfunction()

function(wiretrial_compile target)
  target_include_directories(${target} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # g++ 12 warns of overlapping copies in its own std::string (GCC bug 105651); -Wextra does not ask for this one.
    target_compile_options(${target} PRIVATE -Wno-restrict)
  endif()
  # Under its sanitizers g++ takes members inside <regex> for uninitialised.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
  endif()
  if(WIRETRIAL_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
