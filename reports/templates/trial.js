// The page of one trial: what was expected and what came, in pictures, bytes and words.

function entries(list, pairs) {
  for (const [name, value] of pairs) {
    if (value === undefined || value === null || value === "") continue;
    list.append(element("dt", "", name), element("dd", "", value));
  }
  return list;
}

function section(title, ...content) {
  const made = element("section");
  made.append(element("h2", "", title), ...content);
  return made;
}

function folded(title, content, open) {
  const made = element("details", "fold");
  made.open = Boolean(open);
  made.append(element("summary", "", title), content);
  return made;
}

function clauseView(trial, details) {
  const clause = index.clauseOf.get(trial.requirement);
  const box = element("div", "clausebox");
  const text = element("p");
  text.append(element("b", "", `${clause.id} ${details.level}`), " ", clauseText(clause.text));
  box.append(text);
  if (details.plan.why) {
    const why = element("p", "why");
    why.append(element("b", "", "Why it matters: "), details.plan.why);
    box.append(why);
  }
  if (details.also && details.also.length) box.append(element("small", "", "Also touches " + details.also.join(", ")));
  return box;
}

function comparison(details) {
  const box = element("div", "comparison");
  for (const [name, text] of [["expected", details.expected], ["actual", details.actual]]) {
    if (!text) continue;
    const side = element("div", name);
    side.append(element("h2", "", name), element("p", "", text));
    box.append(side);
  }
  return box;
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

function verdictView(trial, details) {
  const facts = entries(element("dl", "facts"), [
    ["cause", details.cause], ["reason", details.reason], ["place", details.evidence_place],
    ["connection", details.termination], ["process", details.process],
    ["exactness", details.exactness === "exact" ? "" : details.exactness], ...details.remarks,
    ["fails only after", (details.after || []).join(", ")],
    ["attempts", details.attempts === 1 ? "" : String(details.attempts)], ["duration", details.duration],
    ["seed", details.seed],
  ]);
  if (details.replay) {
    const data = element("dd");
    const code = element("code", "replay", details.replay);
    data.append(code);
    if (navigator.clipboard) data.append(" ", copyButton(code));
    facts.append(element("dt", "", "replay"), data);
  }
  return facts;
}

// Snapshots of the subject's vitals, side by side, and what changed between the first and the last.
function vitalsView(evidence) {
  const shots = evidence.events.filter((event) => event.kind === "vitals");
  if (!shots.length) return null;
  const names = [...new Set(shots.flatMap((shot) => Object.keys(shot.figures || {})))].sort();
  const table = element("table", "grid");
  const titles = ["figure", ...shots.map((shot) => shot.detail), ...(shots.length > 1 ? ["change"] : [])];
  const head = table.createTHead().insertRow();
  for (const title of titles) {
    const cell = element("th", "", title);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  for (const name of names) {
    const figures = shots.map((shot) => (shot.figures || {})[name]);
    const row = body.insertRow();
    const label = element("th", "", name.replaceAll("_", " "));
    label.scope = "row";
    row.append(label, ...figures.map((figure) => element("td", "number", String(figure ?? "–"))));
    if (shots.length < 2) continue;
    const change = figures[figures.length - 1] - figures[0];
    const text = Number.isNaN(change) ? "–" : (change > 0 ? "+" : "") + change;
    row.append(element("td", change ? "number changed" : "number", text));
  }
  return table;
}

function socketsView(evidence) {
  const shots = evidence.events.filter((event) => event.kind === "sockets");
  if (!shots.length) return null;
  const table = element("table", "grid");
  const head = table.createTHead().insertRow();
  for (const title of ["ms", "connection", "end", "state", "Recv-Q", "Send-Q"]) {
    const cell = element("th", "", title);
    cell.scope = "col";
    head.append(cell);
  }
  const body = table.createTBody();
  for (const shot of shots) for (const end of (shot.detail || "").split(", ")) {
    const [who, state] = end.split(" ");
    const figures = shot.figures || {};
    const queue = (name) => String(figures[`${who}_${name}_queue_bytes`] ?? "–");
    const row = body.insertRow();
    row.append(element("td", "number", (shot.at_ms || 0).toFixed(1)), element("td", "", shot.connection || ""),
               element("td", "", who), element("td", "", state), element("td", "number", queue("receive")),
               element("td", "number", queue("send")));
  }
  return table;
}

const tailBytes = 4096;

// The end of what the programs printed.
function outputView(evidence) {
  const box = element("div");
  for (const kind of ["standard_output", "standard_error"]) {
    const processes = new Map();
    for (const event of evidence.events) {
      if (event.kind !== kind) continue;
      const text = (bytesOf(event.data) || new Uint8Array());
      const known = processes.get(event.connection || "") || { text: "", missing: 0 };
      known.text += readable(text, true);
      known.missing += Math.max(0, (event.length || text.length) - text.length);
      processes.set(event.connection || "", known);
    }
    for (const [name, said] of processes) {
      const missing = said.missing ? `; ${said.missing} more bytes: see the record` : "";
      box.append(element("h4", "", `${name ? name + ": " : ""}${kind.replace("_", " ")}${missing}`),
                 element("pre", "output", said.text.slice(-tailBytes)));
    }
  }
  return box.children.length ? box : null;
}

function runView(trial, details, number, judged, open) {
  const evidence = details.evidence[number];
  const stepOf = stepFinder(details.plan, evidence);
  const box = element("div", "run");
  box.append(sequenceDiagram(trial, details, evidence, stepOf, judged));
  const streams = streamsOf(evidence, stepOf);
  if (streams.length) box.append(element("h3", "", "Bytes"), streamsView(streams, judged));
  const parts = [["What the program printed", outputView(evidence)], ["Vitals", vitalsView(evidence)],
                 ["Sockets, as netstat shows them", socketsView(evidence)]];
  for (const [title, content] of parts) {
    if (content) box.append(element("h3", "", title), content);
  }
  box.append(folded("Every event", timeline(evidence, stepOf, judged)));
  const name = `Run ${number + 1} of ${details.evidence.length}` + (evidence.run ? `: ${evidence.run}` : "");
  return details.evidence.length === 1 ? box : folded(name, box, open);
}

function titleView(trial, details) {
  const head = element("header", "trialhead");
  const title = element("h1", "", details.title);
  title.tabIndex = -1;
  const line = element("p");
  line.append(badge(trial.outcome), " ", element("code", "", trial.address), " ",
              element("small", "", `${trial.subject}, ${trial.role}`));
  head.append(line, title);
  return head;
}

// Everything that the page has of a trial.
async function trialPage(trial) {
  const details = await detailsOf(trial.number);
  const page = element("article");
  page.append(titleView(trial, details), clauseView(trial, details), comparison(details), verdictView(trial, details));
  const place = /run (\d+), event (\d+)/.exec(details.evidence_place);
  details.evidence.forEach((_, number) => {
    const here = place && Number(place[1]) === number + 1;
    const judged = here ? Number(place[2]) - 1 : -1;
    const view = runView(trial, details, number, judged, here || number === 0);
    page.append(number === 0 ? section("What went over the wire", view) : view);
  });
  if (!details.evidence.length) page.append(element("p", "note", "Nothing was run."));
  page.append(section("What was planned", planView(details.plan)));
  return page;
}
