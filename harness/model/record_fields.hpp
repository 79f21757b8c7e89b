// The fields of plans, evidence, verdicts and the record itself. A trial is one flat object: the
// identity of its plan, its verdict and its figures stand side by side, because other people's
// scripts read them.
#pragma once

#include <tuple>

#include "harness/model/job.hpp"
#include "harness/model/json_fields.hpp"
#include "harness/model/record.hpp"
#include "harness/model/step_fields.hpp"

namespace wiretrial::model {

template <>
struct Fields<Span> {
  static constexpr std::tuple table{always("name", &Span::name), always("offset", &Span::offset),
                                    always("length", &Span::length)};
};

template <>
struct Fields<Dispute> {
  static constexpr std::tuple table{always("link", &Dispute::link),
                                    always("claim", &Dispute::claim)};
};

template <>
struct Fields<BaselineEntry> {
  static constexpr std::tuple table{
      always("pointer", &BaselineEntry::pointer),   always("subject", &BaselineEntry::subject),
      always("scenario", &BaselineEntry::scenario), always("outcome", &BaselineEntry::outcome),
      usual("cause", &BaselineEntry::cause),        always("reason", &BaselineEntry::reason),
      usual("link", &BaselineEntry::link),          usual("owner", &BaselineEntry::owner),
      usual("expires", &BaselineEntry::expires)};
};

template <>
struct Fields<BaselineComplaint> {
  static constexpr std::tuple table{always("kind", &BaselineComplaint::kind),
                                    always("pointer", &BaselineComplaint::pointer),
                                    always("text", &BaselineComplaint::text)};
};

template <>
struct Fields<BaselineReport> {
  static constexpr std::tuple table{
      always("file", &BaselineReport::file), always("date", &BaselineReport::date),
      always("entries", &BaselineReport::entries), always("used", &BaselineReport::used),
      always("complaints", &BaselineReport::complaints)};
};

template <>
struct Fields<Selection> {
  static constexpr std::tuple table{
      usual("selectors", &Selection::selectors), usual("role", &Selection::role),
      usual("repeat", &Selection::repeat), usual("shuffle", &Selection::shuffle)};
};

template <>
struct Fields<Settings> {
  static constexpr std::tuple table{usual("values", &Settings::values),
                                    usual("host", &Settings::host)};
};

template <>
struct Fields<Run> {
  static constexpr std::tuple table{always("name", &Run::name), always("steps", &Run::steps)};
};

template <>
struct Fields<Plan> {
  // What names the trial: at the top of its object.
  static constexpr std::tuple identity{
      always("trial", &Plan::trial),     always("scenario", &Plan::scenario),
      always("place", &Plan::place),     always("role", &Plan::role),
      always("subject", &Plan::subject), always("requirement", &Plan::requirement),
      always("also", &Plan::also),       always("level", &Plan::level),
      always("title", &Plan::title),     always("seed", &Plan::seed)};
  // What the executor does: in "plan".
  static constexpr std::tuple table{usual("why", &Plan::why),
                                    usual("smoke", &Plan::smoke),
                                    usual("fresh", &Plan::fresh),
                                    usual("waits", &Plan::waits),
                                    usual("isolated", &Plan::isolated),
                                    usual("not_scored", &Plan::not_scored),
                                    usual("disputed", &Plan::disputed),
                                    usual("probes", &Plan::probes),
                                    usual("unsupported", &Plan::unsupported),
                                    usual("settings", &Plan::settings),
                                    usual("limits_awaited", &Plan::limits_awaited),
                                    usual("compare", &Plan::compare),
                                    usual("success_pattern", &Plan::success_pattern),
                                    usual("failure_pattern", &Plan::failure_pattern),
                                    usual("opaque_as", &Plan::opaque_as),
                                    usual("client_subject", &Plan::client_subject),
                                    usual("server_subject", &Plan::server_subject),
                                    usual("runs", &Plan::runs),
                                    usual("control", &Plan::control)};
};

// `data` and `payload` are written together, as one data object named "data".
template <>
struct Fields<Event> {
  static constexpr std::tuple table{always("kind", &Event::kind),
                                    usual("step", &Event::step),
                                    usual("connection", &Event::connection),
                                    usual("offset", &Event::offset),
                                    usual("length", &Event::length),
                                    usual("number", &Event::number),
                                    usual("detail", &Event::detail),
                                    usual("figures", &Event::figures),
                                    usual("at_ms", &Event::at_ms)};
};

template <>
struct Fields<Evidence> {
  static constexpr std::tuple table{always("run", &Evidence::run),
                                    always("events", &Evidence::events)};
};

template <>
struct Fields<Verdict> {
  static constexpr std::tuple table{
      always("outcome", &Verdict::outcome),         always("cause", &Verdict::cause),
      always("expected", &Verdict::expected),       always("actual", &Verdict::actual),
      always("reason", &Verdict::reason),           always("evidence_place", &Verdict::place),
      always("termination", &Verdict::termination), always("process", &Verdict::process),
      always("exactness", &Verdict::exactness)};
};

// The plan, the verdict and the evidence of a trial have tables of their own.
template <>
struct Fields<TrialRecord> {
  static constexpr std::tuple table{
      always("attempts", &TrialRecord::attempts),       usual("after", &TrialRecord::after),
      always("duration_ms", &TrialRecord::duration_ms), always("repeat", &TrialRecord::repeat),
      always("replay", &TrialRecord::replay),           usual("baseline", &TrialRecord::baseline)};
};

template <>
struct Fields<FrameField> {
  static constexpr std::tuple table{
      always("name", &FrameField::name), always("kind", &FrameField::kind),
      usual("width_bytes", &FrameField::width_bytes), usual("member", &FrameField::member),
      usual("length_of", &FrameField::length_of)};
};

template <>
struct Fields<SubjectIdentity> {
  static constexpr std::tuple table{
      always("name", &SubjectIdentity::name), always("version", &SubjectIdentity::version),
      always("file", &SubjectIdentity::file), always("roles", &SubjectIdentity::roles)};
};

template <>
struct Fields<Requirement> {
  static constexpr std::tuple table{
      always("id", &Requirement::id), always("level", &Requirement::level),
      usual("binds_server", &Requirement::binds_server),
      usual("binds_client", &Requirement::binds_client), usual("text", &Requirement::text)};
};

template <>
struct Fields<ServerSubject> {
  static constexpr std::tuple table{data("command", &ServerSubject::command),
                                    data("working_directory", &ServerSubject::working_directory),
                                    usual("address", &ServerSubject::address),
                                    usual("pid", &ServerSubject::pid)};
};

template <>
struct Fields<ClientSubject> {
  static constexpr std::tuple table{data("command", &ClientSubject::command),
                                    data("working_directory", &ClientSubject::working_directory),
                                    usual("success_pattern", &ClientSubject::success_pattern),
                                    usual("failure_pattern", &ClientSubject::failure_pattern),
                                    usual("opaque_as", &ClientSubject::opaque_as)};
};

template <>
struct Fields<Subject> {
  static constexpr std::tuple table{
      always("name", &Subject::name),        usual("version", &Subject::version),
      usual("protocol", &Subject::protocol), always("server", &Subject::server),
      always("client", &Subject::client),    usual("supports", &Subject::supports),
      usual("limits", &Subject::limits),     usual("copies", &Subject::copies),
      data("file", &Subject::file)};
};

// The plan stands beside these, as a trial does in a record.
template <>
struct Fields<Job> {
  static constexpr std::tuple table{always("subject", &Job::subject),
                                    always("reaction_ms", &Job::reaction_deadline),
                                    always("readiness_ms", &Job::readiness_deadline)};
};

template <>
struct Fields<JobResult> {
  static constexpr std::tuple table{always("evidence", &JobResult::evidence),
                                    usual("survivors", &JobResult::survivors)};
};

// Behind these stand the summary, the requirements and the trials.
template <>
struct Fields<Record> {
  static constexpr std::tuple table{always("version", &Record::version),
                                    always("harness_version", &Record::harness_version),
                                    always("protocol", &Record::protocol),
                                    always("protocol_revision", &Record::protocol_revision),
                                    always("scenario_set_hash", &Record::scenario_set_hash),
                                    usual("frame", &Record::frame),
                                    always("subjects", &Record::subjects),
                                    always("operating_system", &Record::operating_system),
                                    always("seed", &Record::seed),
                                    always("calibration", &Record::calibration),
                                    always("deadline_scale", &Record::deadline_scale),
                                    always("jobs", &Record::jobs),
                                    always("sweep", &Record::sweep),
                                    usual("selection", &Record::selection),
                                    usual("shard", &Record::shard),
                                    always("interrupted", &Record::interrupted),
                                    always("duration_ms", &Record::duration_ms),
                                    usual("baseline", &Record::baseline)};
};

}  // namespace wiretrial::model
