// Bytes as text and as tables. All texts of a subject go through textContent, never through markup.

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
  const sign = (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·");
  return Array.from(bytes, sign).join("");
}

function hexadecimal(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

// Bytes as a person reads them: well-formed UTF-8 as it is, what cannot be printed as \xNN.
function readable(bytes, keepLines) {
  const escaped = (byte) => "\\x" + byte.toString(16).padStart(2, "0");
  const strict = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at];
    const length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const kept = lead >= 32 && lead !== 127 || keepLines && (lead === 10 || lead === 9);
    try {
      if (!kept) throw new TypeError();
      text += strict.decode(bytes.subarray(at, at + length));
      at += length;
    } catch {
      text += escaped(lead);
      at += 1;
    }
  }
  return text;
}

// Cuts [from, to) where a span begins or ends; each part is named by the shortest span around it.
function partsOf(spans, from, to) {
  const edges = new Set([from, to]);
  for (const span of spans) for (const edge of [span.offset, span.offset + span.length]) {
    if (edge > from && edge < to) edges.add(edge);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((start, i) => {
    const holds = (span) => span.offset <= start && start < span.offset + span.length;
    const around = spans.filter(holds);
    around.sort((a, b) => a.length - b.length);
    const name = around.length ? around[0].name : "";
    const into = around.length && start > around[0].offset ? "+" + (start - around[0].offset) : "";
    return { name: name + into, start, end: sorted[i + 1] };
  });
}

const bytesInRow = 16;
const openBytes = 512;  // longer tables are folded

// Says what the page leaves out, with a link to where it is: a payload beside the record, or the record itself.
function leftOut(text, payload) {
  const made = element("small", "", text + " ");
  const record = document.body.dataset.record;
  if (!record) return made;
  const link = element("a", "", payload ? "the bytes" : "the record");
  link.href = payload ? record.replace(/[^/]*$/, "payloads/" + payload) : record;
  made.append("see ", link);
  return made;
}

// A table of span, offset, hexadecimal and text for the bytes [from, to).
function bytesTable(bytes, spans, from, to) {
  const table = element("table", "bytes");
  const head = table.createTHead().insertRow();
  const titles = spans.length ? ["part", "offset", "bytes", "text"] : ["offset", "bytes", "text"];
  for (const title of titles) {
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
      const name = element(at === part.start && part.name ? "th" : "td", "part", at === part.start ? part.name : "");
      if (name.tagName === "TH") name.scope = "rowgroup";
      if (spans.length) row.append(name);
      row.append(element("td", "at", at), element("td", "hex", hexadecimal(piece)),
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
    box.append(leftOut(`${data.length} bytes lie beside the record:`, data.payload));
    return box;
  }
  const end = Math.min(offset + length, bytes.length);
  const from = Math.min(offset, bytes.length);
  if (end > from) {
    box.append(element("code", "said", readable(bytes.subarray(from, end))));
    const fold = element("details", "hexadecimal");
    fold.open = end - from <= openBytes;
    fold.append(element("summary", "", "hexadecimal"), bytesTable(bytes, spans, from, end));
    box.append(fold);
  }
  const missing = length - Math.max(0, end - from);
  if (missing > 0) box.append(leftOut(`${missing} more bytes:`));
  return box;
}
