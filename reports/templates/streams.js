// What each side said on a connection, put together from the evidence, taken apart into the fields of the protocol.

// Cuts bytes into fields by the frame that the record describes. Gives spans, and for each field what it says.
function decodeFrame(bytes) {
  const spans = [];
  const fields = [];
  const lengths = new Map();
  let at = 0;
  for (const field of index.frame) {
    const length = field.width_bytes || (lengths.has(field.name) ? lengths.get(field.name) : bytes.length - at);
    const part = bytes.subarray(at, Math.min(at + length, bytes.length));
    if (part.length) spans.push({ name: field.name, offset: at, length: part.length });
    const said = { name: field.name, kind: field.kind, length, part, problem: "" };
    if (part.length < length) said.problem = `${part.length} of ${length} bytes`;
    else readField(field, said);
    if (field.length_of && Number.isSafeInteger(said.gives) && said.gives >= 0) {
      lengths.set(field.length_of, said.gives);
    }
    fields.push(said);
    at += part.length;
    if (said.problem || (field.length_of && !lengths.has(field.length_of))) break;
  }
  if (at < bytes.length && fields.length && fields.length === index.frame.length) {
    spans.push({ name: "behind the message", offset: at, length: bytes.length - at });
  }
  return { spans, fields };
}

function readField(field, said) {
  if (field.kind.startsWith("unsigned")) {
    const order = field.kind.endsWith("little-endian") ? [...said.part].reverse() : [...said.part];
    said.gives = order.reduce((sum, byte) => sum * 256 + byte, 0);
    said.value = said.gives;
  } else if (field.kind === "json-object") {
    try {
      said.value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(said.part));
      said.gives = said.value === null ? undefined : said.value[field.member];
    } catch (error) {
      said.problem = "not JSON in UTF-8";
    }
  }
}

// Pieces of one direction of one connection that belong together: what we sent in one step, or all that was received.
function streamsOf(evidence, stepOf) {
  const streams = new Map();
  evidence.events.forEach((event, position) => {
    if (event.kind !== "sent" && event.kind !== "received") return;
    const sent = event.kind === "sent";
    const step = sent && !event.data ? stepOf(position) : undefined;
    const source = step ? step.bytes : event.data;
    const connection = event.connection || "";
    const key = `${connection}|${event.kind}|${step ? event.step : ""}`;
    const spans = step && step.bytes ? step.bytes.spans || [] : null;
    if (!streams.has(key)) streams.set(key, { connection, sent, pieces: [], spans, payload: (source || {}).payload });
    const bytes = bytesOf(source);
    const offset = event.offset || 0;
    const length = event.length || 0;
    const known = bytes && (step ? bytes.subarray(offset, offset + length) : bytes.subarray(0, length || bytes.length));
    streams.get(key).pieces.push({ position, offset, length: length || (known ? known.length : 0), known });
  });
  return [...streams.values()];
}

// The bytes of a stream as far as they are known without a gap, and how many there were.
function joined(stream) {
  const parts = [];
  let total = 0;
  let whole = true;
  for (const piece of stream.pieces) {
    if (whole && piece.known) parts.push(piece.known);
    if (!piece.known || piece.known.length < piece.length) whole = false;
    total += piece.length;
  }
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(size);
  parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
  return { bytes, total };
}

// Where the bytes of the judged event lie in the stream.
function judgedRange(stream, judged) {
  let at = 0;
  for (const piece of stream.pieces) {
    if (piece.position === judged) return [at, at + piece.length];
    at += piece.length;
  }
  return null;
}

const bytesInLine = 16;
const shownLines = 64;

function fieldClass(name) {
  const place = index.frame.findIndex((field) => name === field.name || name.startsWith(field.name + "+"));
  return place < 0 ? "field-other" : `field-${place % 3}`;
}

// A hexadecimal view: offset, bytes and text, each byte in the colour of its field, the judged ones marked.
function hexView(bytes, spans, range) {
  const names = partsOf(spans, 0, bytes.length);
  const classOf = (offset) => {
    const part = names.find((candidate) => candidate.start <= offset && offset < candidate.end);
    const marked = range && range[0] <= offset && offset < range[1] ? " judged" : "";
    return fieldClass(part ? part.name : "") + marked;
  };
  const view = element("pre", "hexview");
  view.tabIndex = 0;
  for (let line = 0; line * bytesInLine < bytes.length && line < shownLines; line++) {
    const from = line * bytesInLine;
    const part = bytes.subarray(from, from + bytesInLine);
    view.append(element("span", "at", String(from).padStart(6)), "  ");
    appendRuns(view, part, from, classOf, (byte) => byte.toString(16).padStart(2, "0") + " ");
    view.append("   ".repeat(bytesInLine - part.length) + " ");
    appendRuns(view, part, from, classOf, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·"));
    view.append("\n");
  }
  return view;
}

// One element for neighbours of one look.
function appendRuns(view, part, from, classOf, text) {
  let run = null;
  part.forEach((byte, i) => {
    const look = classOf(from + i);
    if (!run || run.className !== look) view.append(run = element("span", look));
    run.textContent += text(byte);
  });
}

function fieldTable(fields) {
  const table = element("table", "fields");
  const body = table.createTBody();
  const add = (name, look, text) => {
    const row = body.insertRow();
    const head = element("th", look, name);
    head.scope = "row";
    row.append(head, element("td", "", text));
  };
  for (const field of fields) {
    const look = fieldClass(field.name);
    if (field.problem) add(field.name, look, field.problem);
    else if (field.kind.startsWith("unsigned")) add(field.name, look, String(field.value));
    else if (field.kind === "json-object" && field.value && typeof field.value === "object") {
      for (const [name, value] of Object.entries(field.value)) {
        add(`${field.name}: ${name}`, look, JSON.stringify(value));
      }
    } else add(field.name, look, readable(field.part, true) || "no bytes");
  }
  return table;
}

function streamTitle(stream, total) {
  const on = stream.connection ? ` on connection ${stream.connection}` : "";
  const who = stream.sent ? "wiretrial sent" : "the subject sent";
  return `${who} ${total} ${total === 1 ? "byte" : "bytes"}${on}`;
}

// Everything that was said in a run, a figure for each stream.
function streamsView(streams, judged) {
  const box = element("div", "streams");
  for (const stream of streams) {
    const { bytes, total } = joined(stream);
    const payload = stream.pieces.length === 1 ? stream.payload : "";
    const figure = element("figure", stream.sent ? "stream sent" : "stream received");
    figure.append(element("figcaption", "", streamTitle(stream, total)));
    const decoded = decodeFrame(bytes);
    const spans = stream.spans && stream.spans.length ? shifted(stream) : decoded.spans;
    if (bytes.length) figure.append(hexView(bytes, spans, judgedRange(stream, judged)));
    const shown = Math.min(bytes.length, shownLines * bytesInLine);
    if (total > shown) figure.append(leftOut(`${total - shown} more bytes:`, payload));
    if (bytes.length && index.frame.length) figure.append(fieldTable(decoded.fields));
    box.append(figure);
  }
  return box;
}

// The spans of a step's bytes, counted from the first byte of them that was sent.
function shifted(stream) {
  const first = stream.pieces[0].offset;
  return stream.spans.map((span) => ({ name: span.name, offset: span.offset - first, length: span.length }))
    .filter((span) => span.offset + span.length > 0);
}
