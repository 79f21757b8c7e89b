#include "impl/wire/wire_error.hpp"

namespace wiretrial::impl {

std::string_view clause_id(Clause clause) {
  switch (clause) {
    case Clause::frm_4:
      return "FRM-4";
    case Clause::frm_5:
      return "FRM-5";
    case Clause::hdr_1:
      return "HDR-1";
    case Clause::hdr_2:
      return "HDR-2";
    case Clause::hdr_3:
      return "HDR-3";
    case Clause::hdr_6:
      return "HDR-6";
    case Clause::hdr_7:
      return "HDR-7";
    case Clause::hdr_8:
      return "HDR-8";
    case Clause::hdr_9:
      return "HDR-9";
    case Clause::hdr_11:
      return "HDR-11";
    case Clause::hdr_12:
      return "HDR-12";
    case Clause::hdr_13:
      return "HDR-13";
    case Clause::hdr_14:
      return "HDR-14";
    case Clause::hdr_15:
      return "HDR-15";
    case Clause::cnt_3:
      return "CNT-3";
    case Clause::cnt_6:
      return "CNT-6";
    case Clause::cnt_11:
      return "CNT-11";
    case Clause::cnt_13:
      return "CNT-13";
    case Clause::app_5:
      return "APP-5";
    case Clause::app_10:
      return "APP-10";
    case Clause::app_11:
      return "APP-11";
  }
  return "unknown";
}

std::string describe(const WireError& error) {
  std::string line(clause_id(error.clause));
  line += " at byte ";
  line += std::to_string(error.offset);
  line += ": ";
  line += error.reason;
  return line;
}

}  // namespace wiretrial::impl
