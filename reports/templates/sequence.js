// The sequence diagram of a run: who did what to whom, from top to bottom, drawn from the evidence.

const rowHeight = 30;
const laneTop = 44;
const diagramWidth = 960;
const timeWidth = 84;
const longGapMs = 100;      // a pause that is worth a line of its own
const shownArrows = 160;    // more are counted
const previewSigns = 44;

function svg(name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function cut(text, length) {
  return text.length > length ? text.slice(0, length - 1) + "…" : text;
}

// Lanes from left to right; in a pair the harness stands between the two programs.
function lanesOf(plan, trial) {
  if (trial.role !== "pair") return { names: ["wiretrial", trial.subject], own: 0, ofClient: 1, ofServer: 1 };
  const names = [plan.client_subject || "client", "wiretrial", plan.server_subject || "server"];
  return { names: [names[0] + " (client)", names[1], names[2] + " (server)"], own: 1, ofClient: 0, ofServer: 2 };
}

function peerLane(lanes, connection) {
  const name = connection || "";
  return name === "client" || name.endsWith(".client") ? lanes.ofClient : lanes.ofServer;
}

// What of a message the bytes from `offset` are: "prefix, header, content".
function partNames(event, step) {
  const spans = step && step.bytes ? step.bytes.spans || [] : [];
  const from = event.offset || 0;
  const to = from + (event.length || 0);
  const top = spans.filter((span) => index.frame.some((field) => field.name === span.name));
  const names = top.filter((span) => span.offset < to && span.offset + span.length > from).map((span) => {
    const whole = span.offset >= from && span.offset + span.length <= to;
    return whole ? span.name : `part of ${span.name}`;
  });
  return names.join(", ");
}

function preview(event) {
  const bytes = bytesOf(event.data);
  return bytes && bytes.length ? cut(readable(bytes), previewSigns) : "";
}

function bytesText(event) {
  const length = event.length || 0;
  const from = event.offset ? ` from offset ${event.offset}` : "";
  return `${length} ${length === 1 ? "byte" : "bytes"}${from}`;
}

function figuresText(event) {
  return Object.entries(event.figures || {}).map(([name, figure]) => `${name.replaceAll("_", " ")} ${figure}`)
    .join(", ");
}

// How each kind of event is drawn; what is not here is told elsewhere on the page.
const drawings = {
  started: (event) => ({ note: "the process starts", at: "peer" }),
  ready: () => ({ note: "listens", at: "peer" }),
  not_ready: (event) => ({ band: `not ready: ${event.detail || ""}`, look: "late" }),
  listening: (event) => ({ note: `listens: ${event.detail || "an open socket"}`, at: "own" }),
  connected: () => ({ arrow: "out", text: "connects" }),
  connect_failed: (event) => ({ arrow: "out", text: `cannot connect: ${event.detail || ""}`, broken: true }),
  accepted: () => ({ arrow: "in", text: "connects" }),
  not_accepted: () => ({ band: "the client did not connect by its deadline", look: "late" }),
  sent: (event, step) => ({ arrow: "out", text: bytesText(event), data: true,
                            more: partNames(event, step) || preview(event) }),
  send_failed: (event) => ({ arrow: "out", text: `cannot send: ${event.detail || ""}`, broken: true }),
  received: (event) => ({ arrow: "in", text: bytesText(event), more: preview(event), data: true }),
  fin_sent: () => ({ arrow: "out", text: "FIN", look: "fin" }),
  fin_received: () => ({ arrow: "in", text: "FIN", look: "fin" }),
  rst_sent: () => ({ arrow: "out", text: "RST", look: "rst" }),
  rst_received: () => ({ arrow: "in", text: "RST", look: "rst" }),
  half_closed: () => ({ note: "keeps its descriptor", at: "peer" }),
  closed: () => ({ note: "closes", at: "own" }),
  deadline: () => ({ band: "the deadline passes", look: "late" }),
  exited: (event) => ({ note: `exits with status ${event.number || 0}`, at: "peer", ends: true }),
  signalled: (event) => ({ note: `is ended by signal ${event.number || 0}`, at: "peer", ends: true }),
  descendant_ended: (event) => ({ note: `a process below it: ${event.detail} ${event.number || 0}`, at: "peer" }),
  left_behind: (event) => ({ band: `ended, but ${event.detail || ""}`, look: "late" }),
  standard_output: (event) => ({ note: `prints ${event.length || 0} bytes`, at: "peer" }),
  standard_error: (event) => ({ note: `prints ${event.length || 0} bytes of errors`, at: "peer" }),
  watched: (event) => ({ band: `watched with nothing due: ${figuresText(event)}`, look: "quiet" }),
  limited: (event) => ({ note: `gets at most ${event.number} descriptors`, at: "peer" }),
  signal_sent: (event) => ({ arrow: "out", text: `signal ${event.detail || event.number || ""}` }),
  fault_injected: (event) => ({ band: `fault: ${event.detail || ""}`, look: "fault" }),
  fault_not_injected: (event) => ({ band: `the fault did not happen: ${event.detail || ""}`, look: "late" }),
  fault_not_armed: (event) => ({ band: `the fault cannot be produced: ${event.detail || ""}`, look: "late" }),
  round_begin: () => ({ band: "a round begins", look: "quiet" }),
  round_end: (event) => ({ band: `${event.number || 1} rounds like this one`, look: "quiet" }),
  expecting: (event, step) => ({ band: "expected from here: " + (expectationText(step) || event.detail || ""),
                                 look: "quiet" }),
  control_begin: () => ({ band: "positive control: a good exchange on a new connection", look: "quiet" }),
  harness_error: (event) => ({ band: `the harness itself failed: ${event.detail || ""}`, look: "late" }),
};

// The rows of the diagram; pieces of one message that follow each other become one arrow.
function rowsOf(evidence, stepOf) {
  const rows = [];
  evidence.events.forEach((event, position) => {
    const last = rows[rows.length - 1];
    if (event.kind === "barrier") {
      if (last && last.drawing.data && last.event.connection === event.connection) last.taken = event.detail;
      return;
    }
    if (event.kind === "send_failed" && last && last.event.kind === "sent" &&
        last.event.connection === event.connection) {
      last.drawing = { ...last.drawing, broken: true, more: event.detail };
      last.positions.push(position);
      return;
    }
    const draw = drawings[event.kind];
    if (!draw) return;
    const drawing = draw(event, stepOf(position));
    const again = last && drawing.data && !last.drawing.broken && last.event.kind === event.kind &&
      last.event.connection === event.connection && last.event.step === event.step;
    if (again) {
      last.pieces += 1;
      last.length += event.length || 0;
      last.positions.push(position);
      return;
    }
    const length = event.length || 0;
    rows.push({ event, drawing, positions: [position], pieces: 1, length, at: event.at_ms || 0 });
  });
  return rows;
}

function arrowText(row) {
  const on = row.event.connection ? row.event.connection + ": " : "";
  const what = row.pieces > 1 ? `${row.length} bytes in ${row.pieces} pieces` : row.drawing.text;
  const taken = row.taken && row.event.kind === "sent" ? ` (${row.taken})` : "";
  return cut(on + what + taken, 60);
}

class Diagram {
  constructor(lanes, judged) {
    this.lanes = lanes;
    this.judged = judged;
    this.y = laneTop;
    this.group = svg("g", {});
  }

  laneX(lane) {
    const room = diagramWidth - timeWidth - 240;
    return timeWidth + 120 + (room * lane) / (this.lanes.names.length - 1);
  }

  add(name, attributes, text) {
    this.group.append(svg(name, attributes, text));
  }

  time(row) {
    this.add("text", { x: timeWidth - 12, y: this.y + 19, class: "time" }, `${row.at.toFixed(1)} ms`);
  }

  mark(row) {
    if (!row.positions.includes(this.judged)) return;
    const box = { x: timeWidth - 2, y: this.y + 2, width: diagramWidth - timeWidth, height: rowHeight - 4 };
    this.add("rect", { ...box, rx: 4, class: "judged" });
    this.add("text", { x: diagramWidth - 10, y: this.y + 19, class: "here" }, "◀ judged");
  }

  band(text, look) {
    const box = { x: timeWidth, y: this.y + 4, width: diagramWidth - timeWidth - 4, height: rowHeight - 8 };
    this.add("rect", { ...box, rx: 4, class: `band ${look}` });
    const middle = (timeWidth + diagramWidth) / 2;
    this.add("text", { x: middle, y: this.y + 19, class: `middle ${look}` }, cut(text, 110));
  }

  note(row) {
    const lane = row.drawing.at === "own" ? this.lanes.own : peerLane(this.lanes, row.event.connection);
    const x = this.laneX(lane);
    const last = lane === this.lanes.names.length - 1;
    if (row.drawing.ends) this.add("path", { d: `M${x - 6} ${this.y + 9}l12 12m0 -12l-12 12`, class: "end" });
    else this.add("circle", { cx: x, cy: this.y + 15, r: 4, class: "dot" });
    const on = row.drawing.at === "own" && row.event.connection ? row.event.connection + ": " : "";
    const text = cut(on + row.drawing.note, 46);
    this.add("text", { x: last ? x - 12 : x + 12, y: this.y + 19, class: last ? "left" : "right" }, text);
  }

  arrow(row) {
    const own = this.laneX(this.lanes.own);
    const peer = this.laneX(peerLane(this.lanes, row.event.connection));
    const out = row.drawing.arrow === "out";
    const [from, to] = out ? [own, peer] : [peer, own];
    const side = Math.sign(to - from);
    const y = this.y + 22;
    const look = `${row.drawing.look || (row.drawing.data ? (out ? "sent" : "received") : "plain")}`;
    const end = row.drawing.broken ? from + (to - from) * 0.8 : to - side * 2;
    this.add("line", { x1: from, y1: y, x2: end - side * 6, y2: y, class: `arrow ${look}` });
    if (row.drawing.broken || look === "rst") {
      this.add("path", { d: `M${end - 6} ${y - 6}l12 12m0 -12l-12 12`, class: "cross" });
    } else {
      this.add("path", { d: `M${end} ${y}l${-side * 9} -5v10z`, class: `head ${look}` });
    }
    const middle = (from + to) / 2;
    const label = svg("text", { x: middle, y: this.y + 16, class: `middle ${look}` }, arrowText(row));
    if (row.drawing.more && row.pieces === 1) {
      label.append(svg("tspan", { class: "more" }, "  " + cut(row.drawing.more, previewSigns)));
    }
    this.group.append(label);
  }

  row(row) {
    this.time(row);
    if (row.drawing.band !== undefined) this.band(row.drawing.band, row.drawing.look);
    else if (row.drawing.note) this.note(row);
    else this.arrow(row);
    this.mark(row);
    this.y += rowHeight;
  }

  gap(ms) {
    this.add("text", { x: timeWidth - 12, y: this.y + 14, class: "time gap" }, `⋮ ${ms.toFixed(0)} ms`);
    this.y += rowHeight - 8;
  }

  finish(title) {
    const height = this.y + 12;
    const picture = svg("svg", { viewBox: `0 0 ${diagramWidth} ${height}`, width: diagramWidth, height });
    picture.setAttribute("role", "img");
    picture.setAttribute("class", "sequence");
    picture.append(svg("title", {}, title));
    this.lanes.names.forEach((name, lane) => {
      const x = this.laneX(lane);
      picture.append(svg("line", { x1: x, y1: 34, x2: x, y2: height, class: "lane" }));
      picture.append(svg("rect", { x: x - 110, y: 6, width: 220, height: 28, rx: 6, class: "lane-head" }));
      picture.append(svg("text", { x, y: 25, class: "middle lane-name" }, cut(name, 30)));
    });
    picture.append(this.group);
    return picture;
  }
}

// The picture of one run. `stepOf` gives an event's step; `judged` is the position of the judged event, or -1.
function sequenceDiagram(trial, details, evidence, stepOf, judged) {
  const diagram = new Diagram(lanesOf(details.plan, trial), judged);
  const rows = rowsOf(evidence, stepOf);
  let before = rows.length ? rows[0].at : 0;
  rows.slice(0, shownArrows).forEach((row) => {
    if (row.at - before >= longGapMs) diagram.gap(row.at - before);
    before = row.at;
    diagram.row(row);
  });
  if (rows.length > shownArrows) diagram.band(`${rows.length - shownArrows} more: see every event below`, "quiet");
  if (rows.length > shownArrows) diagram.y += rowHeight;
  const box = element("div", "scroll diagram");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", "Sequence diagram; the table of every event says the same in words");
  box.append(diagram.finish(`What went over the wire in ${trial.address}`));
  return box;
}
