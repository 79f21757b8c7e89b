# wiretrial_embed(TARGET AREA FUNCTION FOLDER): compiles every file below FOLDER into TARGET, path and text, as the function
# `const std::vector<reports::Template>& FUNCTION()` of the namespace wiretrial::AREA, which somebody declares. So the program
# needs none of these files beside it. A path that ends in .in loses that: such a file would pass for a source of this tree.
function(wiretrial_embed target area function folder)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${folder}" "${folder}/*")
  set(embedded "")
  foreach(file ${files})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${folder}/${file}")
    file(READ "${folder}/${file}" text)
    string(REPLACE "$<" "$<1:$><" text "${text}")  # no generator expression
    string(REGEX REPLACE "\\.in$" "" file "${file}")
    string(APPEND embedded "    {\"${file}\", R\"wiretrial(${text})wiretrial\"},\n")
  endforeach()
  set(source "#include \"reports/template.hpp\"

namespace wiretrial::${area} {

const std::vector<reports::Template>& ${function}() {
  static const std::vector<reports::Template> all{
${embedded}  };
  return all;
}

}  // namespace wiretrial::${area}
")
  file(GENERATE OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp" CONTENT "${source}")
  target_sources(${target} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}/${function}.cpp")
endfunction()
