# What `cmake --install` installs. The program finds its data beside its own file (cli/data_place.hpp), so the whole tree can be
# moved anywhere.
set(CMAKE_INSTALL_MESSAGE LAZY)
install(TARGETS wiretrial wt-server wt-client wt-decode RUNTIME DESTINATION bin)
# Not in a folder named after the architecture: it is looked for in ../lib as in the build.
install(TARGETS wiretrial_preload LIBRARY DESTINATION lib)

set(share share/wiretrial)
install(DIRECTORY scenarios/ DESTINATION ${share}/scenarios)
# Its tables are data as well: scenarios/jhmp/protocol.json names it.
install(FILES impl/PROTOCOL.md DESTINATION ${share}/impl)
file(READ impl/reference/subject.json reference)
string(REPLACE "../../build/release/bin/" "../../../bin/" reference "${reference}")
file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/installed/subject.json" CONTENT "${reference}" @ONLY)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS impl/reference/subject.json)
install(FILES "${CMAKE_BINARY_DIR}/installed/subject.json" DESTINATION ${share}/reference)

# Documents keep their places, so that their links hold.
install(FILES README.md CHANGELOG.md DESTINATION share/doc/wiretrial)
install(DIRECTORY docs DESTINATION share/doc/wiretrial)
install(FILES impl/PROTOCOL.md DESTINATION share/doc/wiretrial/impl)
install(FILES scenarios/README.md DESTINATION share/doc/wiretrial/scenarios)

# The program writes these itself.
install(CODE "
  function(wiretrial_writes place)
    set(file \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/\${place}\")
    get_filename_component(folder \"\${file}\" DIRECTORY)
    file(MAKE_DIRECTORY \"\${folder}\")
    execute_process(COMMAND \"$<TARGET_FILE:wiretrial>\" \${ARGN} OUTPUT_FILE \"\${file}\" COMMAND_ERROR_IS_FATAL ANY)
  endfunction()
  wiretrial_writes(share/man/man1/wiretrial.1 manual)
  wiretrial_writes(share/bash-completion/completions/wiretrial completion bash)
  wiretrial_writes(share/zsh/site-functions/_wiretrial completion zsh)
  wiretrial_writes(share/fish/vendor_completions.d/wiretrial.fish completion fish)
")
