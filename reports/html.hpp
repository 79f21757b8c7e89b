// The record as one HTML file: no network, no other file, readable without scripts but for the time
// lines.
#pragma once

#include <string>

#include "harness/model/record.hpp"

namespace wiretrial::reports {

// Matrix of requirements and subjects, every trial with its verdict and evidence, filters, and what
// was run. Payloads are cut to what people read, so that a large record stays a page of a few
// megabytes; the record has them whole.
// `record_path` is the way from the page's folder to the record, for links to what the page leaves
// out; without it the page says only how much that is.
[[nodiscard]] std::string render_html(const model::Record& record,
                                      const std::string& record_path = "");

}  // namespace wiretrial::reports
