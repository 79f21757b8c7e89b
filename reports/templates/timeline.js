// Every event of a run in words, and the steps of its plan.

// kind: [who, words, class]; who is "→" for what we do to the subject, "←" for what it does.
const words = {
  started: ["•", "the subject's process started", "quiet"],
  ready: ["•", "the subject is ready", "quiet"],
  not_ready: ["←", "the subject did not become ready", "late"],
  listening: ["•", "our own socket", "quiet"],
  connected: ["→", "connected", "quiet"],
  connect_failed: ["→", "connecting failed", "ending"],
  accepted: ["←", "the client connected", "quiet"],
  not_accepted: ["←", "the client did not connect by its deadline", "late"],
  sent: ["→", "sent", "sent"],
  send_failed: ["→", "sending failed: the connection had ended", "ending"],
  barrier: ["•", "barrier", "quiet"],
  received: ["←", "received", "received"],
  fin_sent: ["→", "FIN: we send nothing more", "ending"],
  fin_received: ["←", "FIN: the subject sends nothing more", "ending"],
  rst_sent: ["→", "RST: we reset the connection", "ending"],
  rst_received: ["←", "RST: the subject reset the connection", "ending"],
  half_closed: ["←", "half-closed: it still holds its descriptor, asleep", "ending"],
  closed: ["→", "we closed", "ending"],
  deadline: ["!", "DEADLINE passed", "late"],
  exited: ["←", "process exited with status", "ending"],
  signalled: ["←", "process ended by signal", "ending"],
  standard_output: ["←", "standard output", "received"],
  standard_error: ["←", "standard error", "received"],
  vitals: ["•", "vitals", "quiet"],
  watched: ["•", "watched with nothing due", "quiet"],
  limited: ["→", "descriptors limited to", "quiet"],
  signal_sent: ["→", "signal sent", "quiet"],
  fault_injected: ["!", "fault injected:", "ending"],
  fault_not_injected: ["!", "fault NOT injected:", "late"],
  round_begin: ["•", "a round begins", "quiet"],
  round_end: ["•", "rounds equal to this one:", "quiet"],
  expecting: ["?", "from here on, expected:", ""],
  process_alive: ["•", "the process still runs", "quiet"],
  control_begin: ["•", "positive control: a good exchange on a new connection", "ending"],
  harness_error: ["!", "the harness itself failed", "late"],
  sockets: ["•", "netstat:", "quiet"],
  fault_not_armed: ["!", "the fault cannot be produced in this subject:", "late"],
  descendant_ended: ["←", "a process below the subject's ended:", "ending"],
  left_behind: ["!", "the process has ended, but", "late"],
  slow: ["•", "that came late in the time it had:", "quiet"],
};

const numbered = new Set(["exited", "signalled", "descendant_ended", "limited", "round_end"]);

// The step at a position like "3.1", or undefined; `base` is the number of the first step.
function stepAt(steps, position, base) {
  let step;
  for (const part of (position || "").split(".")) {
    if (part === "" || !steps) return undefined;
    step = steps[Number(part) - base];
    steps = step && step.steps;
  }
  return step;
}

// Whether a record counts steps from 0 or from 1 shows in its sends: they must meet a send.
function baseOf(steps, events) {
  const meets = (base) => events.filter((event) => {
    const step = stepAt(steps, event.step, base);
    return step && ((event.kind === "sent" && step.step === "send") ||
                    (event.kind === "expecting" && step.step === "expect"));
  }).length;
  return meets(1) > meets(0) ? 1 : 0;
}

function expectationText(step) {
  if (!step || !step.expectation) return "";
  const expected = step.expectation;
  let text = expected.kind.replaceAll("_", " ");
  if (expected.match) {
    const texts = (expected.match.texts || []).map((data) => readable(bytesOf(data))).join(" | ");
    text += ", " + expected.match.kind.replaceAll("_", " ") + (texts ? ": " + texts : "");
  }
  if (expected.without_reset) text += ", ended by FIN and not by RST";
  return text;
}

// Both ends of a connection, each as netstat prints it: Recv-Q, Send-Q and the state.
function socketsText(event) {
  const figures = event.figures || {};
  return (event.detail || "").split(", ").map((end) => {
    const [who, state] = end.split(" ");
    const receive = figures[who + "_receive_queue_bytes"];
    const send = figures[who + "_send_queue_bytes"];
    return receive === undefined ? `${who} ${state}`
                                 : `${who} Recv-Q ${receive} Send-Q ${send} ${state}`;
  }).join(" | ");
}

function eventText(event, step) {
  if (event.kind === "sockets") return `${words.sockets[1]} ${socketsText(event)}`;
  const parts = [words[event.kind][1]];
  if (numbered.has(event.kind)) parts.push(event.number || 0);
  if (event.kind === "expecting") parts.push(expectationText(step));
  if (event.kind === "sent" || event.kind === "received") {
    parts.push(`${event.length || 0} bytes at offset ${event.offset || 0}`);
  }
  if (event.detail) parts.push("(" + event.detail + ")");
  for (const [name, figure] of Object.entries(event.figures || {})) parts.push(`${name} ${figure}`);
  return parts.join(" ");
}

function eventBytes(event, step) {
  if (event.kind === "sent" && step && step.bytes) {
    return bytesView(step.bytes, step.bytes.spans || [], event.offset || 0, event.length || 0);
  }
  if (!event.data) return null;
  const bytes = bytesOf(event.data);
  if (bytes && event.kind.startsWith("standard_")) {
    const output = element("pre", "output", readable(bytes, true));
    const missing = (event.length || 0) - bytes.length;
    if (missing > 0) output.append(leftOut(`... ${missing} more bytes:`));
    return output;
  }
  return bytesView(event.data, [], 0, event.length || (bytes ? bytes.length : 0));
}

// Gives the step of the event at a position of the run's evidence.
function stepFinder(plan, evidence) {
  const run = (plan.runs || []).find((candidate) => candidate.name === evidence.run) || {};
  const found = evidence.events.findIndex((event) => event.kind === "control_begin");
  const control = found < 0 ? evidence.events.length : found;
  const base = baseOf(run.steps || [], evidence.events.slice(0, control));
  return (position) => {
    const steps = position >= control ? plan.control : run.steps;
    return stepAt(steps, (evidence.events[position].step || "").replace(/^control\./, ""), base);
  };
}

// A table of every event; `judged` is the position of the judged one, or -1.
function timeline(evidence, stepOf, judged) {
  const table = element("table", "timeline");
  const head = table.createTHead().insertRow();
  for (const title of ["#", "ms", "who", "what happened"]) {
    const cell = element("th", "", title);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  evidence.events.forEach((event, i) => {
    const step = stepOf(i);
    const row = body.insertRow();
    row.className = words[event.kind][2];
    const here = judged === i;
    if (here) row.classList.add("judged");
    const what = element("td");
    const who = words[event.kind][0] + (event.connection ? " " + event.connection : "");
    const isLate = row.classList.contains("late");
    what.append(element("span", isLate ? "mark" : "", eventText(event, step)));
    if (here) what.append(" ", element("span", "here", "◀ judged here"));
    const bytes = eventBytes(event, step);
    if (bytes) what.append(bytes);
    row.append(element("td", "number", i + 1), element("td", "time", (event.at_ms || 0).toFixed(1)),
               element("td", "who", who), what);
  });
  return table;
}

// A value of a step in a few words.
function valueText(value) {
  if (typeof value !== "object" || value === null) return String(value);
  const bytes = value.text !== undefined || value.hex !== undefined ? bytesOf(value) : null;
  if (bytes) return readable(bytes);
  return value.payload ? `${value.length} bytes` : JSON.stringify(value);
}

function stepText(step) {
  const parts = [step.step.replaceAll("_", " ")];
  for (const [name, value] of Object.entries(step)) {
    if (name === "step" || name === "steps") continue;
    if (name === "expectation") parts.push(expectationText(step));
    else if (["bytes", "on", "name"].includes(name)) parts.push(valueText(value));
    else parts.push(`${name.replaceAll("_", " ")}: ${valueText(value)}`);
  }
  return parts.join(" · ");
}

function stepList(steps) {
  const list = element("ol", "steps");
  for (const step of steps) {
    const item = element("li", "", stepText(step));
    if (step.steps) item.append(stepList(step.steps));
    list.append(item);
  }
  return list;
}

// The steps of every run, folded: what the trial set out to do.
function planView(plan) {
  const fold = element("details", "plan");
  fold.append(element("summary", "", "steps of the scenario"));
  for (const run of plan.runs || []) fold.append(element("h3", "", run.name), stepList(run.steps));
  if (plan.control) fold.append(element("h3", "", "positive control"), stepList(plan.control));
  return fold;
}

function copyButton(code) {
  const button = element("button", "", "Copy");
  button.type = "button";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
  });
  return button;
}
