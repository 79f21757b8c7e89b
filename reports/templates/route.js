// The address names what is shown: a trial, or the overview. Keys go from trial to trial.

const overview = document.getElementById("overview");
const trialPlace = document.getElementById("trial");
const pageTitle = document.title;
let shownTrial = null;
let overviewPlace = 0;

function wantedTrial() {
  const match = /^#trial=(.*)$/.exec(location.hash);
  if (!match) return null;
  try {
    return index.byName.get(decodeURIComponent(match[1])) || "absent";
  } catch {
    return "absent";
  }
}

// The trials before and behind this one, among those that pass the filters.
function neighbours(trial) {
  const list = chosen.includes(trial) ? chosen : index.trials;
  const at = list.indexOf(trial);
  return { before: list[at - 1], behind: list[at + 1], at, count: list.length };
}

function stepLink(text, trial, key) {
  if (!trial) return element("span", "none", text);
  const link = linkTo(trial, text);
  link.title = `${trial.address} (key ${key})`;
  return link;
}

function trialBar(trial) {
  const { before, behind, at, count } = neighbours(trial);
  const bar = element("nav", "trialbar");
  bar.setAttribute("aria-label", "Trials");
  const back = element("a", "", "← all trials");
  back.href = "#trials";
  back.title = "key u";
  bar.append(back, stepLink("previous", before, "k"), element("span", "none", `${at + 1} of ${count}`),
             stepLink("next", behind, "j"));
  return bar;
}

function absentPage() {
  const text = element("p", "notice", "This report has no trial of that name. ");
  const back = element("a", "", "All trials");
  back.href = "#trials";
  text.append(back);
  return text;
}

async function show() {
  const trial = wantedTrial();
  if (!trial) {
    trialPlace.hidden = true;
    overview.hidden = false;
    document.title = pageTitle;
    if (shownTrial) window.scrollTo(0, overviewPlace);
    shownTrial = null;
    const anchor = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (anchor && !overviewPlace) anchor.scrollIntoView();
    return;
  }
  if (!overview.hidden) overviewPlace = window.scrollY;
  shownTrial = trial;
  const page = trial === "absent" ? absentPage() : await trialPage(trial);
  if (shownTrial !== trial) return;
  trialPlace.replaceChildren(...(trial === "absent" ? [] : [trialBar(trial)]), page);
  overview.hidden = true;
  trialPlace.hidden = false;
  window.scrollTo(0, 0);
  if (trial === "absent") return;
  document.title = `${trial.address}: ${trial.outcome}`;
  trialPlace.querySelector("h1").focus({ preventScroll: true });
}

function onKey(event) {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.ctrlKey || event.altKey || event.metaKey || typing) return;
  if (event.key === "/" && !overview.hidden) {
    event.preventDefault();
    form.elements.text.focus();
  }
  if (!shownTrial || shownTrial === "absent") return;
  const { before, behind } = neighbours(shownTrial);
  if (event.key === "j" && behind) location.hash = addressOf(behind);
  if (event.key === "k" && before) location.hash = addressOf(before);
  if (event.key === "u" || event.key === "Escape") location.hash = "#trials";
}

async function begin() {
  await loadIndex();
  setUpOverview();
  window.addEventListener("hashchange", show);
  document.addEventListener("keydown", onKey);
  await show();
  document.documentElement.dataset.ready = "yes";
}

begin();
