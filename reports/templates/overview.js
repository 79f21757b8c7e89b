// The filters, and the table of scenarios against subjects, where rows that are alike are folded.

const form = document.getElementById("filter");
const alikeFromRows = 3;   // so many rows that are alike become one; of failures, which people look for, more
const alikeFailuresFromRows = 12;
const shownRows = 400;     // of one clause; more are counted
const failures = new Set(["harness_error", "fail", "flaky", "non_strict"]);
let chosen = [];           // the trials that pass the filters, in the order of the record

function filterTrials() {
  const fields = form.elements;
  const boxes = [...form.querySelectorAll("[name=outcome]:checked")];
  const outcomes = new Set(boxes.map((box) => box.value));
  const needles = fields.text.value.trim().toLowerCase().split(/\s+/);
  return index.trials.filter((trial) => outcomes.has(trial.outcome) &&
    (!fields.column.value || String(trial.column) === fields.column.value) &&
    (!fields.role.value || trial.role === fields.role.value) &&
    (!fields.clause.value || trial.requirement === fields.clause.value) &&
    (!fields.cause.value || trial.cause === fields.cause.value) &&
    needles.every((needle) => trial.searched.includes(needle)));
}

// Trials by the value that `key` gives, in order of appearance.
function grouped(trials, key) {
  const groups = new Map();
  for (const trial of trials) {
    const value = key(trial);
    if (!groups.has(value)) groups.set(value, []);
    groups.get(value).push(trial);
  }
  return groups;
}

function cellOf(trials) {
  const outcome = worstOf(trials);
  const worst = trials.filter((trial) => trial.outcome === outcome);
  const causes = [...new Set(worst.map((trial) => trial.cause))].filter(Boolean).join(", ");
  return { trials, outcome, worst, causes };
}

// A scenario's row: a cell for each column, or none.
function rowOf(scenario, trials) {
  const byColumn = grouped(trials, (trial) => trial.column);
  const cells = index.columns.map((_, column) => (byColumn.has(column) ? cellOf(byColumn.get(column)) : null));
  const outcomes = new Set(cells.filter(Boolean).map((cell) => cell.outcome));
  const look = cells.map((cell) => cell ? cell.outcome + cell.causes : "").join("|");
  const isGood = ![...outcomes].some((outcome) => failures.has(outcome));
  return { scenario: index.scenarios[scenario], cells, differs: outcomes.size > 1, look, isGood };
}

function linkTo(trial, content) {
  const link = element("a");
  link.href = addressOf(trial);
  link.append(content);
  return link;
}

// "7", or "1 of 8" when not all came to the worst outcome.
function countText(worst, all) {
  return worst === all ? String(all) : `${worst} of ${all}`;
}

// The trials of a cell, each with a link.
function memberList(cell) {
  const list = element("ul", "members");
  for (const trial of cell.trials) {
    const item = element("li");
    const place = (trial.place ? "#" + trial.place : "the trial") + (trial.repeat ? `, repeat ${trial.repeat}` : "");
    item.append(linkTo(trial, badge(trial.outcome)), " ", element("code", "", place), " ",
                element("span", "cause", trial.cause));
    list.append(item);
  }
  return list;
}

function cellElement(cell) {
  const made = element("td");
  if (!cell) {
    made.className = "none";
    made.textContent = "–";
    return made;
  }
  const excused = cell.worst.every((trial) => trial.excused) ? element("small", "", "does not count") : "";
  if (cell.trials.length === 1) {
    made.append(linkTo(cell.trials[0], badge(cell.outcome)), " ", element("span", "cause", cell.causes), excused);
    return made;
  }
  const fold = element("details");
  const head = element("summary");
  head.append(badge(cell.outcome, countText(cell.worst.length, cell.trials.length)), " ",
              element("span", "cause", cell.causes), excused);
  fold.append(head);
  fold.addEventListener("toggle", () => {
    if (fold.open && fold.children.length === 1) fold.append(memberList(cell));
  });
  made.append(fold);
  return made;
}

function scenarioRow(row) {
  const made = element("tr");
  const name = element("th");
  name.scope = "row";
  name.append(element("code", "", row.scenario.id), element("small", "", row.scenario.title));
  made.append(name, ...row.cells.map(cellElement));
  return made;
}

// One row in place of several that are alike.
function foldedRow(rows) {
  const made = element("tr", "folded");
  const name = element("th");
  name.scope = "row";
  const button = element("button", "", `${rows.length} scenarios alike`);
  button.type = "button";
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => made.replaceWith(...rows.map(scenarioRow)));
  const first = rows.slice(0, 3).map((row) => row.scenario.id.split("/").pop()).join(", ");
  name.append(button, element("small", "", first + (rows.length > 3 ? ", …" : "")));
  made.append(name);
  rows[0].cells.forEach((cell, column) => {
    if (!cell) return made.append(cellElement(null));
    const count = (name) => rows.reduce((sum, row) => sum + row.cells[column][name].length, 0);
    const data = element("td");
    data.append(badge(cell.outcome, countText(count("worst"), count("trials"))), " ",
                element("span", "cause", cell.causes));
    made.append(data);
  });
  return made;
}

function clauseHead(clause, rows) {
  const made = element("tr", "clause");
  const name = element("th");
  name.colSpan = index.columns.length + 1;
  name.scope = "rowgroup";
  name.append(element("b", "", clause.id), " ", element("small", "", clause.level), " ", clauseText(clause.text),
              " ", element("small", "", rows.length === 1 ? "1 scenario" : `${rows.length} scenarios`));
  made.append(name);
  return made;
}

function appendRows(body, rows, folding) {
  const byLook = new Map();
  for (const row of rows) byLook.set(row.look, [...(byLook.get(row.look) || []), row]);
  const drawn = new Set();
  for (const row of rows) {
    const alike = byLook.get(row.look);
    const least = row.isGood ? alikeFromRows : alikeFailuresFromRows;
    if (!folding || alike.length < least) body.append(scenarioRow(row));
    else if (!drawn.has(row.look)) body.append(foldedRow(alike));
    drawn.add(row.look);
  }
}

function clauseBody(clause, rows, folding) {
  const body = element("tbody");
  body.append(clauseHead(clause, rows));
  appendRows(body, rows.slice(0, folding ? rows.length : shownRows), folding);
  if (!folding && rows.length > shownRows) {
    const more = element("td", "none", `${rows.length - shownRows} more scenarios: choose fewer`);
    more.colSpan = index.columns.length + 1;
    body.append(element("tr"));
    body.lastChild.append(more);
  }
  return body;
}

function drawTable() {
  chosen = filterTrials();
  const onlyDifferences = form.elements.differences.checked;
  const folding = form.elements.folded.checked;
  const table = document.getElementById("scenarios");
  for (const body of [...table.tBodies]) body.remove();
  let scenarios = 0;
  const byClause = grouped(chosen, (trial) => trial.requirement);
  for (const clause of index.clauses) {
    const trials = byClause.get(clause.id);
    if (!trials) continue;
    let rows = [...grouped(trials, (trial) => trial.scenario)].map(([scenario, own]) => rowOf(scenario, own));
    if (onlyDifferences) rows = rows.filter((row) => row.differs);
    if (!rows.length) continue;
    scenarios += rows.length;
    table.append(clauseBody(clause, rows, folding));
  }
  const differing = onlyDifferences ? " where subjects differ" : "";
  document.getElementById("shown").textContent = `${scenarios} of ${index.scenarios.length} scenarios${differing}; ` +
    `${chosen.length} of ${index.trials.length} trials`;
}

function fillSelect(name, values) {
  for (const [value, text] of values) {
    const option = element("option", "", text);
    option.value = value;
    form.elements[name].append(option);
  }
}

function setUpOverview() {
  const head = document.querySelector("#scenarios thead tr");
  index.columns.forEach((column) => {
    const cell = element("th", "", column.subject + " ");
    cell.scope = "col";
    cell.append(element("small", "", column.role));
    head.append(cell);
  });
  fillSelect("column", index.columns.map((column, i) => [String(i), columnName(column)]));
  fillSelect("role", [...new Set(index.columns.map((column) => column.role))].map((role) => [role, role]));
  fillSelect("clause", index.clauses.map((clause) => [clause.id, `${clause.id} ${clause.level}`]));
  const causes = [...new Set(index.trials.map((trial) => trial.cause))].filter(Boolean).sort();
  fillSelect("cause", causes.map((cause) => [cause, cause]));
  form.addEventListener("input", drawTable);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(drawTable));
  document.querySelectorAll("button.cell").forEach((cell) => cell.addEventListener("click", () => {
    form.reset();
    setTimeout(() => {
      form.elements.clause.value = cell.dataset.requirement;
      const column = index.columns.findIndex((candidate) => columnName(candidate) === cell.dataset.column);
      form.elements.column.value = String(column);
      form.elements.folded.checked = false;
      drawTable();
      document.getElementById("trials").scrollIntoView();
      document.getElementById("shown").focus();
    }, 1);
  }));
  document.getElementById("differences").addEventListener("change", (event) => {
    document.querySelectorAll("#clauses tbody tr").forEach((row) => {
      row.hidden = event.target.checked && row.dataset.differs !== "yes";
    });
  });
  drawTable();
}
