"use strict";
// The record of this page: an index of every trial, unpacked at once; the evidence in packets, unpacked when needed.

let index;

// The value that stands, compressed, in the script element with this id.
async function unpack(id) {
  const packed = atob(document.getElementById(id).textContent);
  const bytes = Uint8Array.from(packed, (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
}

const keptPackets = 8;
const packets = new Map();

// Everything the page has of a trial, by its number in the index.
async function detailsOf(number) {
  const packet = Math.floor(number / index.packet_size);
  if (!packets.has(packet)) packets.set(packet, unpack(`evidence-${packet}`));
  if (packets.size > keptPackets) packets.delete(packets.keys().next().value);
  const trials = await packets.get(packet);
  return trials[number % index.packet_size];
}

// The index with the ways between its parts: each trial knows its scenario, column, clause, name and number.
async function loadIndex() {
  index = await unpack("index");
  index.byName = new Map();
  index.severity = new Map(index.outcomes.map((outcome, i) => [outcome.name, i]));
  index.wordsOf = new Map(index.outcomes.map((outcome) => [outcome.name, outcome]));
  index.clauseOf = new Map(index.clauses.map((clause) => [clause.id, clause]));
  index.trials.forEach((trial, number) => {
    const scenario = index.scenarios[trial.scenario];
    trial.number = number;
    trial.place = trial.place || "";
    trial.cause = trial.cause || "";
    trial.role = index.columns[trial.column].role;
    trial.subject = index.columns[trial.column].subject;
    trial.requirement = scenario.requirement;
    trial.title = scenario.title;
    trial.name = scenario.id + (trial.place && "#" + trial.place) + "@" + trial.subject;
    trial.address = trial.name + (trial.repeat ? ` (repeat ${trial.repeat})` : "");
    trial.searched = `${trial.address} ${trial.title} ${trial.requirement} ${trial.cause}`.toLowerCase();
    index.byName.set(trial.address, trial);
  });
}

function addressOf(trial) {
  return "#trial=" + encodeURIComponent(trial.address);
}

function columnName(column) {
  return `${column.subject} (${column.role})`;
}

// The worst of some trials' outcomes: the index has them worst first.
function worstOf(trials) {
  const rank = (trial) => index.severity.get(trial.outcome);
  return trials.reduce((worst, trial) => (rank(trial) < rank(worst) ? trial : worst)).outcome;
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// An outcome as sign and word, in its colour.
function badge(outcome, more) {
  const words = index.wordsOf.get(outcome);
  const made = element("span", "badge " + outcome);
  const sign = element("span", "", words.sign);
  sign.setAttribute("aria-hidden", "true");
  made.append(sign, " " + words.label + (more ? " " + more : ""));
  return made;
}

// The text of a clause, where `code` stands between backticks.
function clauseText(text) {
  const made = element("span");
  text.split("`").forEach((part, i) => made.append(i % 2 ? element("code", "", part) : part));
  return made;
}
