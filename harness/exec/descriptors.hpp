// The descriptors of this process: its standard streams, and how many it may have.
#pragma once

#include <cstddef>

namespace wiretrial::exec {

// Opens /dev/null in the place of each standard stream that is closed: else what is opened next
// gets its number, and what is written to that stream goes to a socket or into a record. To be
// called before anything is opened.
void open_missing_standard_streams();

// Raises the soft limit of descriptors to the hard one. To be called once, before any thread or
// child is made.
void raise_descriptor_limit();

// Gives the limit back that raise_descriptor_limit found, so that a subject has the one that its
// user set. To be called between fork and exec.
void restore_descriptor_limit();

// How many more descriptors this process may open.
[[nodiscard]] std::size_t spare_descriptors();

}  // namespace wiretrial::exec
