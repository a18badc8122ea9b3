// Which step is shown, and how to get to another one.

const report = JSON.parse(document.getElementById("report").textContent);
const byId = (id) => document.getElementById(id);
const states = statesOf(report);
const relevant = relevantNames(report);
const steps = new Map(report.entries.filter((entry) => entry.kind === "step").map((entry) => [entry.step, entry]));
const sections = new Map();  // of each step, by number
report.sections.forEach((section, index) => {
  for (let i = section.begin; i < section.end; ++i) {
    if (report.entries[i].kind === "step") sections.set(report.entries[i].step, index);
  }
});
const opened = new Set();  // folded sections that are shown
let current = 0;
let compared = 0;  // the step whose state the present one is compared with

function isShown(step) {
  const section = sections.get(step);
  return section !== undefined && (!report.sections[section].folded || opened.has(section));
}

function shownSteps() { return [...steps.keys()].filter(isShown); }

function decisiveSteps() {
  return [...new Set(report.pairs.flat())].filter((step) => steps.has(step)).sort((a, b) => a - b);
}

function startingStep() {
  const asked = /^#step=(\d+)$/.exec(location.hash);
  if (asked && steps.has(Number(asked[1]))) return Number(asked[1]);
  const decisive = decisiveSteps();
  if (decisive.length > 0) return decisive.at(-1);
  const violation = report.entries.find((entry) => entry.kind === "violation" && entry.marked);
  return violation && steps.has(violation.step) ? violation.step : shownSteps()[0] || 0;
}

function showHeader() {
  const header = report.header;
  byId("title").textContent = header.scenario;
  document.title = `${header.scenario}: ${header.kind}`;
  byId("message").textContent = header.message;
  const facts = [[`Linux ${header.release}`], ...header.switches.map((text) => [text]),
    [`${header.kind} (${header.oracle})`, "bad"], [header.row && `race ${header.row}`], [header.blame && `blame ${header.blame}`]];
  for (const [text, className] of facts) {
    if (text) byId("facts").append(element("li", className, text));
  }
  for (const [text, className] of [[report.story || header.description], [report.passes_if, "passes"]]) {
    if (text) byId("story").append(element("p", className, text));
  }
  byId("foot").append(`${header.guarantee}; ${header.found}. To see it again: `, element("code", "", header.command));
}

function whyOf(step) {
  for (const [first, second] of report.pairs) {
    if (step === first) return `its order with step ${second} decides`;
    if (step === second) return `its order with step ${first} decides`;
  }
  return "";
}

function showStep() {
  const entry = steps.get(current), box = byId("step");
  box.replaceChildren();
  if (!entry) return;
  const task = entry.lane === null ? "" : `${report.lanes[entry.lane].task}: `;
  box.append(element("h2", "", `${entry.step}. ${task}${entry.label || entry.operation}`));
  box.append(element("p", "operation", entry.operation + (entry.values ? ` = ${entry.values}` : "")));
  if (entry.at) box.append(element("p", "at", entry.at));
  if (whyOf(current)) box.append(element("p", "why", whyOf(current)));
}

function showPosition() {
  const shown = shownSteps(), at = shown.indexOf(current);
  byId("position").textContent = current === 0 ? "no steps" : `step ${current} of ${steps.size}`;
  byId("first").disabled = byId("back").disabled = at <= 0;
  byId("last").disabled = byId("forward").disabled = at < 0 || at === shown.length - 1;
  byId("pair").disabled = decisiveSteps().length === 0;
  const foldable = report.sections.some((section) => section.folded);
  byId("fold").hidden = !foldable;
  byId("fold").textContent = opened.size > 0 ? "fold all" : "unfold all";
  byId("fold").setAttribute("aria-pressed", opened.size > 0);
}

function markCard(scroll) {
  for (const card of document.querySelectorAll(".card")) {
    const is = Number(card.dataset.step) === current;
    card.tabIndex = is ? 0 : -1;
    if (!is) card.removeAttribute("aria-current");
    else {
      card.setAttribute("aria-current", "step");
      if (scroll) card.scrollIntoView({block: "nearest", inline: "nearest"});
    }
  }
}

function remember() {
  try {
    history.replaceState(null, "", `#step=${current}`);
  } catch {
    location.hash = `step=${current}`;
  }
}

// Shows `step`, with what has changed since the shown step before it.
function go(step, scroll = true) {
  if (!steps.has(step)) return;
  if (!isShown(step)) {
    opened.add(sections.get(step));
    rebuild();
  }
  current = step;
  const shown = shownSteps();
  compared = shown[shown.indexOf(step) - 1] || 0;
  markCard(scroll);
  showStep();
  showState(byId("state"), states[step], states[compared], steps.get(step), relevant);
  showPosition();
  drawArrows(byId("lanes"), report, current);
  remember();
}

function rebuild() { showLanes(byId("lanes"), report, opened, toggle); }

// Folding hides the step that is shown: the nearest one before it is next.
function refold() {
  rebuild();
  const shown = shownSteps();
  go(isShown(current) ? current : shown.filter((step) => step < current).at(-1) || shown[0] || 0);
}

function toggle(section) {
  if (!opened.delete(section)) opened.add(section);
  refold();
  const fold = document.querySelectorAll(".fold")[report.sections.slice(0, section).filter((other) => other.folded).length];
  if (fold) fold.focus({preventScroll: true});
}

function foldAll() {
  if (opened.size > 0) opened.clear();
  else report.sections.forEach((section, index) => section.folded && opened.add(index));
  refold();
}

function move(by) {
  const shown = shownSteps(), at = shown.indexOf(current) + by;
  if (at >= 0 && at < shown.length) go(shown[at]);
}

function nextDecisive() {
  const decisive = decisiveSteps();
  if (decisive.length > 0) go(decisive.find((step) => step > current) || decisive[0]);
}

function setTheme(theme) { document.documentElement.dataset.theme = theme; }

const keys = {
  ArrowRight: () => move(1), j: () => move(1), ArrowLeft: () => move(-1), k: () => move(-1),
  Home: () => go(shownSteps()[0]), End: () => go(shownSteps().at(-1)), p: nextDecisive, f: foldAll,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});
byId("first").addEventListener("click", keys.Home);
byId("last").addEventListener("click", keys.End);
byId("back").addEventListener("click", keys.ArrowLeft);
byId("forward").addEventListener("click", keys.ArrowRight);
byId("pair").addEventListener("click", nextDecisive);
byId("fold").addEventListener("click", foldAll);
byId("theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
byId("lanes").addEventListener("click", (event) => {
  const card = event.target.closest(".card");
  if (card) go(Number(card.dataset.step), false);
});
addEventListener("hashchange", () => go(startingStep()));
addEventListener("resize", () => drawArrows(byId("lanes"), report, current));

setTheme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
showHeader();
rebuild();
showPosition();
drawArrows(byId("lanes"), report, current);
go(startingStep());
