// Content in its encoding -> UTF-8 (PROTOCOL.md CNT-1 to CNT-6, CNT-10).
#pragma once

#include <string>
#include <string_view>

#include "impl/wire/message.hpp"
#include "impl/wire/wire_error.hpp"

namespace wiretrial::impl {

// Decodes text. Names are compared without regard to ASCII case: utf-8, utf-16, utf-16-le,
// utf-16-be, utf-32, utf-32-le, utf-32-be, latin-1, iso-8859-1, ascii. A byte-order mark decides
// the order of utf-16 and utf-32 and is removed; without one `byteorder` does (CNT-5).
// Errors: CNT-3 for any other name, CNT-6 for bytes that are ill-formed in the encoding, with the
// offset of the first such byte. Time and memory are linear in the content.
[[nodiscard]] Result<std::string> decode_text(std::string content, std::string_view encoding,
                                              ByteOrder byteorder);

}  // namespace wiretrial::impl
