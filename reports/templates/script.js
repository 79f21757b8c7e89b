"use strict";
// Draws the evidence of a trial when it is opened, and filters the list. All texts of a subject go through textContent.
const trials = JSON.parse(document.getElementById("evidence").textContent);

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// ---- Bytes ----

// The bytes of a data object, or null when they lie beside the record.
function bytesOf(data) {
  if (!data) return new Uint8Array();
  if (data.text !== undefined) return new TextEncoder().encode(data.text);
  if (data.hex === undefined) return null;
  const bytes = new Uint8Array(data.hex.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(data.hex.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

function printable(bytes) {
  return Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join("");
}

function hexadecimal(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

// Cuts [from, to) where a span begins or ends; each part is named by the shortest span around it.
function partsOf(spans, from, to) {
  const edges = new Set([from, to]);
  for (const span of spans) for (const edge of [span.offset, span.offset + span.length]) {
    if (edge > from && edge < to) edges.add(edge);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((start, i) => {
    const around = spans.filter((span) => span.offset <= start && start < span.offset + span.length);
    around.sort((a, b) => a.length - b.length);
    const name = around.length ? around[0].name : "";
    const into = around.length && start > around[0].offset ? "+" + (start - around[0].offset) : "";
    return { name: name + into, start, end: sorted[i + 1] };
  });
}

const bytesInRow = 16;

// A table of span, offset, hexadecimal and text for the bytes [from, to).
function bytesTable(bytes, spans, from, to) {
  const table = element("table", "bytes");
  const head = table.createTHead().insertRow();
  for (const title of ["part", "offset", "bytes", "text"]) {
    const cell = element("th", "shown", title);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  for (const part of partsOf(spans, from, to)) {
    for (let at = part.start; at < part.end; at += bytesInRow) {
      const piece = bytes.subarray(at, Math.min(at + bytesInRow, part.end));
      const row = body.insertRow();
      row.className = at === part.start ? "first" : "";
      const name = element("th", "", at === part.start ? part.name : "");
      if (at === part.start) name.scope = "rowgroup";
      row.append(name, element("td", "at", at), element("td", "hex", hexadecimal(piece)),
                 element("td", "text", printable(piece)));
    }
  }
  return table;
}

// What is known of `length` bytes at `offset` of the data; says how much the page leaves out.
function bytesView(data, spans, offset, length) {
  const box = element("div");
  const bytes = bytesOf(data);
  if (bytes === null) {
    box.append(element("small", "", `${data.length} bytes lie beside the record: ${data.payload}`));
    return box;
  }
  const end = Math.min(offset + length, bytes.length);
  const from = Math.min(offset, bytes.length);
  if (end > from) {
    const long = end - from > 512;
    const table = bytesTable(bytes, spans, from, end);
    if (long) {
      const fold = element("details");
      fold.append(element("summary", "", `${end - from} bytes`), table);
      box.append(fold);
    } else {
      box.append(table);
    }
  }
  const missing = length - Math.max(0, end - from);
  if (missing > 0) box.append(element("small", "", `${missing} more bytes are not shown; the record has them.`));
  return box;
}

// ---- Events ----

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
  deadline: ["⏱", "DEADLINE passed", "late"],
  exited: ["←", "process exited with status", "ending"],
  signalled: ["←", "process ended by signal", "ending"],
  standard_output: ["←", "standard output", "received"],
  standard_error: ["←", "standard error", "received"],
  vitals: ["•", "vitals", "quiet"],
  watched: ["•", "watched with nothing due", "quiet"],
  limited: ["→", "descriptors limited to", "quiet"],
  signal_sent: ["→", "signal sent", "quiet"],
  round_begin: ["•", "a round begins", "quiet"],
  round_end: ["•", "rounds equal to this one:", "quiet"],
  expecting: ["?", "from here on, expected:", ""],
  process_alive: ["•", "the process still runs", "quiet"],
  control_begin: ["•", "positive control: a good exchange on a new connection", "ending"],
  harness_error: ["!", "the harness itself failed", "late"],
};

const numbered = new Set(["exited", "signalled", "limited", "round_end"]);

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
    const texts = (expected.match.texts || []).map((data) => data.text !== undefined ? data.text : "hex " + data.hex);
    text += ", " + expected.match.kind.replaceAll("_", " ") + (texts.length ? ": " + texts.join(" | ") : "");
  }
  if (expected.without_reset) text += ", ended by FIN and not by RST";
  return text;
}

function eventText(event, step) {
  const parts = [words[event.kind][1]];
  if (numbered.has(event.kind)) parts.push(event.number || 0);
  if (event.kind === "expecting") parts.push(expectationText(step));
  if (event.kind === "sent") parts.push(`${event.length || 0} bytes from offset ${event.offset || 0}`);
  if (event.kind === "received") parts.push(`${event.length || 0} bytes at offset ${event.offset || 0}`);
  if (event.detail) parts.push("(" + event.detail + ")");
  for (const [name, figure] of Object.entries(event.figures || {})) parts.push(`${name} ${figure}`);
  return parts.join(" ");
}

function eventBytes(event, step) {
  if (event.kind === "sent" && step && step.bytes) {
    return bytesView(step.bytes, step.bytes.spans || [], event.offset || 0, event.length || 0);
  }
  if (!event.data) return null;
  if (event.data.text !== undefined && event.kind.startsWith("standard_")) {
    return element("pre", "output", event.data.text);
  }
  const bytes = bytesOf(event.data);
  return bytesView(event.data, [], 0, event.length || (bytes ? bytes.length : 0));
}

// ---- A trial ----

function timeline(plan, evidence, runNumber, judged) {
  const run = (plan.runs || []).find((candidate) => candidate.name === evidence.run) || {};
  const control = evidence.events.findIndex((event) => event.kind === "control_begin");
  const inRun = control < 0 ? evidence.events : evidence.events.slice(0, control);
  const base = baseOf(run.steps || [], inRun);
  const table = element("table", "timeline");
  const head = table.createTHead().insertRow();
  for (const title of ["#", "ms", "", "what happened"]) {
    const cell = element("th", "", title);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  evidence.events.forEach((event, i) => {
    const steps = control >= 0 && i >= control ? plan.control : run.steps;
    const step = stepAt(steps, event.step, base);
    const row = body.insertRow();
    row.className = words[event.kind][2];
    const here = judged && judged[1] == runNumber && judged[2] == i + 1;
    if (here) row.classList.add("judged");
    const what = element("td");
    const who = words[event.kind][0] + (event.connection ? " " + event.connection : "");
    what.append(element("span", row.classList.contains("late") ? "mark" : "", eventText(event, step)));
    if (here) what.append(" ", element("span", "here", "◀ judged here"));
    const bytes = eventBytes(event, step);
    if (bytes) what.append(bytes);
    row.append(element("td", "number", i + 1), element("td", "time", (event.at_ms || 0).toFixed(1)),
               element("td", "who", who), what);
  });
  return table;
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

function draw(details) {
  const body = details.querySelector(".body");
  const trial = trials[Number(details.id.slice(1))];
  if (body.dataset.drawn || !trial) return;
  body.dataset.drawn = "yes";
  const code = body.querySelector(".replay");
  if (code && code.textContent && navigator.clipboard) code.after(copyButton(code));
  const judged = /run (\d+), event (\d+)/.exec(trial.evidence_place);
  trial.evidence.forEach((evidence, i) => {
    body.append(element("h3", "", `Run ${i + 1}` + (evidence.run ? `: ${evidence.run}` : "")));
    body.append(timeline(trial.plan, evidence, i + 1, judged));
  });
  if (!trial.evidence.length) body.append(element("p", "note", "There is no evidence: nothing was run."));
}

// ---- The list ----

const form = document.getElementById("filter");
const items = [...document.querySelectorAll("details.trial")];
let requirement = "";

function applyFilter() {
  const outcomes = new Set([...form.querySelectorAll("[name=outcome]:checked")].map((box) => box.value));
  const needle = form.elements.text.value.trim().toLowerCase();
  const column = form.elements.column.value;
  let count = 0;
  for (const item of items) {
    const fits = outcomes.has(item.dataset.outcome) && (!column || item.dataset.column === column) &&
      (!requirement || item.dataset.requirement === requirement) &&
      (!needle || item.textContent.toLowerCase().includes(needle));
    item.hidden = !fits;
    if (fits) count++;
  }
  for (const group of document.querySelectorAll("details.group")) {
    group.hidden = !group.querySelector("details.trial:not([hidden])");
  }
  const of = requirement ? ` of requirement ${requirement}` : "";
  document.getElementById("shown").textContent = `${count} of ${items.length} trials shown${of}`;
}

// Opens the trial that the address names, and brings it into view.
function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  if (!target || !target.matches("details.trial")) return;
  if (target.hidden) form.reset();
  const group = target.closest("details.group");
  if (group) group.open = true;
  target.open = true;
  target.scrollIntoView();
  target.querySelector("summary").focus();
}

document.getElementById("list").addEventListener("toggle", (event) => {
  if (event.target.matches("details.trial") && event.target.open) draw(event.target);
}, true);
form.addEventListener("input", applyFilter);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => {
  requirement = "";
  setTimeout(applyFilter);
});
document.querySelectorAll("button.cell").forEach((cell) => cell.addEventListener("click", () => {
  form.reset();
  setTimeout(() => {
    requirement = cell.dataset.requirement;
    form.elements.column.value = cell.dataset.column;
    applyFilter();
    document.querySelectorAll("details.group:not([hidden])").forEach((group) => { group.open = true; });
    document.getElementById("trials").scrollIntoView();
  }, 1);
}));
document.getElementById("differences").addEventListener("change", (event) => {
  document.querySelectorAll(".matrix tbody tr").forEach((row) => {
    row.hidden = event.target.checked && row.dataset.differs !== "yes";
  });
});
window.addEventListener("hashchange", openTarget);
applyFilter();
openTarget();
