# Programs that need nothing of the machine but glibc: third-party libraries are linked as archives where there are such, and so
# are the libraries of the compiler. Only linking differs, so that the package is made of the very programs that the tests try.
option(WIRETRIAL_PORTABLE "Link everything but glibc into the programs" OFF)

# wiretrial_bundled(NAME TARGET ARCHIVE): wiretrial::NAME is the imported library TARGET, in a portable build its ARCHIVE, if
# there is one.
function(wiretrial_bundled name target archive)
  add_library(wiretrial_${name} INTERFACE)
  add_library(wiretrial::${name} ALIAS wiretrial_${name})
  if(WIRETRIAL_PORTABLE)
    find_library(WIRETRIAL_${name}_ARCHIVE "${archive}")
  endif()
  if(WIRETRIAL_${name}_ARCHIVE)
    target_link_libraries(wiretrial_${name} INTERFACE "${WIRETRIAL_${name}_ARCHIVE}")
    target_include_directories(wiretrial_${name} SYSTEM INTERFACE $<TARGET_PROPERTY:${target},INTERFACE_INCLUDE_DIRECTORIES>)
  else()
    target_link_libraries(wiretrial_${name} INTERFACE ${target})
  endif()
endfunction()

wiretrial_bundled(pcre2 PkgConfig::pcre2 libpcre2-8.a)
wiretrial_bundled(xxhash PkgConfig::xxhash libxxhash.a)
wiretrial_bundled(pugixml pugixml::pugixml libpugixml.a)
wiretrial_bundled(zlib ZLIB::ZLIB libz.a)
if(WIRETRIAL_PORTABLE AND fmt_VERSION VERSION_GREATER_EQUAL 9.0 AND fmt_VERSION VERSION_LESS 10.0)
  add_library(wiretrial_fmt STATIC "${CMAKE_SOURCE_DIR}/cmake/fmt_library.cpp")
  target_include_directories(wiretrial_fmt SYSTEM INTERFACE $<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>)
  add_library(wiretrial::fmt ALIAS wiretrial_fmt)
else()
  wiretrial_bundled(fmt fmt::fmt libfmt.a)
endif()

# wiretrial_portable(PROGRAM): links the compiler's libraries into it, in a portable build, and what they want of a glibc that
# is newer than 2.35.
if(WIRETRIAL_PORTABLE)
  add_library(wiretrial_arc4random OBJECT "${CMAKE_SOURCE_DIR}/cmake/arc4random.cpp")
endif()
function(wiretrial_portable program)
  if(WIRETRIAL_PORTABLE)
    target_link_options(${program} PRIVATE -static-libstdc++ -static-libgcc)
    target_link_libraries(${program} PRIVATE wiretrial_arc4random)
  endif()
endfunction()
