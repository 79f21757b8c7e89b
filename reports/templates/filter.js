// Filters the list of trials, and opens the trial that the address names.
const form = document.getElementById("filter");
const items = [...document.querySelectorAll("details.trial")];
let requirement = "";

function applyFilter() {
  const boxes = [...form.querySelectorAll("[name=outcome]:checked")];
  const outcomes = new Set(boxes.map((box) => box.value));
  const needle = form.elements.text.value.trim().toLowerCase();
  const column = form.elements.column.value;
  let count = 0;
  for (const item of items) {
    const fits = outcomes.has(item.dataset.outcome) &&
      (!column || item.dataset.column === column) &&
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
    const groups = document.querySelectorAll("details.group:not([hidden])");
    groups.forEach((group) => { group.open = true; });
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
