// The swimlanes: a row a step, its card in the lane of its task.

const kSvg = "http://www.w3.org/2000/svg";

function svgElement(tag, attributes) {
  const made = document.createElementNS(kSvg, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function kindOf(report, lane) {
  return lane === null ? "task" : report.lanes[lane].kind;
}

function headsOf(report) {
  const row = element("div", "row heads");
  row.append(element("div", "number", "#"));
  for (const lane of report.lanes) {
    const head = element("div", `head kind-${lane.kind}`);
    head.title = lane.task;
    head.append(element("b", "", lane.task), element("small", "", lane.kind));
    row.append(head);
  }
  return row;
}

function cardOf(report, entry) {
  const card = element("button", `card kind-${kindOf(report, entry.lane)}${entry.marked ? " marked pair" : ""}`);
  const what = entry.operation + (entry.values ? ` = ${entry.values}` : "");
  card.type = "button";
  card.tabIndex = -1;
  card.dataset.step = entry.step;
  card.title = `${what}\n${entry.at}`;
  const task = entry.lane === null ? "" : report.lanes[entry.lane].task;
  card.setAttribute("aria-label", `step ${entry.step}, ${task}: ${what}${entry.label ? `, ${entry.label}` : ""}`);
  if (entry.label) card.append(element("b", "", entry.label));
  const operation = element("span");
  operation.append(element("code", "", entry.operation));
  if (entry.values) operation.append(element("code", "", `= ${entry.values}`));
  card.append(operation);
  return card;
}

function rowOf(report, entry, inFold) {
  const row = element("div", "row");
  if (entry.after) row.classList.add("after");
  if (inFold) row.classList.add("was-folded");
  const column = (entry.lane === null ? 0 : entry.lane) + 2;
  if (entry.kind === "step") {
    if (entry.preempts) row.classList.add("preempts");
    row.append(element("div", "number", entry.step));
    const card = cardOf(report, entry);
    card.style.gridColumn = column;
    row.append(card);
    return row;
  }
  const other = entry.kind === "violation" && !entry.marked ? " other" : "";
  const said = element("div", `said ${entry.kind}${other}`, entry.text);
  // A long message gets all the room that there is.
  const last = column > report.lanes.length;
  said.style.gridColumn = entry.kind === "violation" ? "2 / -1" : last ? column : `${column} / span 2`;
  row.append(element("div", "number"), said);
  return row;
}

function foldOf(section, open, toggle) {
  const fold = element("button", "fold", open ? `fold ${section.text}` : `… ${section.text} …`);
  fold.type = "button";
  fold.setAttribute("aria-expanded", open);
  fold.addEventListener("click", toggle);
  return fold;
}

// Builds everything anew; `open` says which folded sections are shown.
function showLanes(box, report, open, toggle) {
  const rows = [headsOf(report)];
  let ended = false;
  report.sections.forEach((section, index) => {
    if (report.entries[section.begin].after && !ended) {
      ended = true;
      rows.push(element("div", "ends", "the schedule ends here; what follows is one way to go on"));
    }
    if (section.folded) rows.push(foldOf(section, open.has(index), () => toggle(index)));
    if (section.folded && !open.has(index)) return;
    for (let i = section.begin; i < section.end; ++i) rows.push(rowOf(report, report.entries[i], section.folded));
  });
  box.replaceChildren(...rows);
  setWidths(box, report, open);
}

// Lanes in which nothing is shown are narrow.
function setWidths(box, report, open) {
  const busy = new Set();
  report.sections.forEach((section, index) => {
    if (section.folded && !open.has(index)) return;
    for (let i = section.begin; i < section.end; ++i) {
      if (report.entries[i].kind === "step") busy.add(report.entries[i].lane);
    }
  });
  const widths = report.lanes.map((lane, index) => busy.has(index) ? "minmax(0, 1fr)" : "4.5rem");
  box.style.setProperty("--lanes", widths.join(" "));
  box.style.setProperty("--least", `${2.6 + report.lanes.length * 6.2 + busy.size * 3.6}rem`);
}

function drawLaneLines(svg, box, origin) {
  const heads = box.querySelectorAll(".head"), height = box.scrollHeight;
  for (const head of heads) {
    const place = head.getBoundingClientRect();
    const x = place.left - origin.left + place.width / 2;
    svg.append(svgElement("line", {x1: x, x2: x, y1: 40, y2: height, class: "lane-line"}));
  }
}

function arrowPath(from, to, origin) {
  const right = to.left >= from.left;
  const x1 = (right ? from.right : from.left) - origin.left, y1 = from.top - origin.top + from.height / 2;
  const x2 = to.left - origin.left + to.width / 2, y2 = to.top - origin.top - 3;
  if (Math.abs(to.left - from.left) < 4) {
    const x = from.right - origin.left, y = to.top - origin.top + to.height / 2;
    return `M ${x} ${y1} C ${x + 26} ${y1}, ${x + 26} ${y}, ${x + 4} ${y}`;
  }
  return `M ${x1} ${y1} C ${x2} ${y1}, ${x2} ${y1}, ${x2} ${y2}`;
}

function tipOf(kind) {
  const tip = svgElement("marker", {id: `tip-${kind}`, viewBox: "0 0 8 8", refX: 6, refY: 4, markerWidth: 6, markerHeight: 6, orient: "auto"});
  tip.append(svgElement("path", {d: "M0 0 8 4 0 8Z", class: `tip-${kind}`}));
  return tip;
}

// Lines of the lanes, and arrows between steps that are both shown.
function drawArrows(box, report, current) {
  const old = box.querySelector("svg");
  if (old) old.remove();
  const origin = box.getBoundingClientRect();
  const svg = svgElement("svg", {width: box.scrollWidth, height: box.scrollHeight, "aria-hidden": true});
  const definitions = svgElement("defs", {});
  for (const kind of ["conflict", "wake", "spawn", "decides"]) definitions.append(tipOf(kind));
  svg.append(definitions);
  drawLaneLines(svg, box, origin);
  const placeOf = (step) => {
    const card = box.querySelector(`.card[data-step="${step}"]`);
    return card && card.getBoundingClientRect();
  };
  const decisive = new Set(report.pairs.map(([from, to]) => `${from} ${to}`));
  const edges = report.edges.filter(([from, to]) => !decisive.has(`${from} ${to}`));
  for (const [from, to] of report.pairs) edges.push([from, to, "decides"]);
  for (const [from, to, kind] of edges) {
    const begin = placeOf(from), end = placeOf(to);
    if (!begin || !end) continue;
    const near = from === current || to === current ? " near" : "";
    svg.append(svgElement("path", {d: arrowPath(begin, end, origin), class: `arrow ${kind}${near}`, "marker-end": `url(#tip-${kind})`}));
  }
  box.prepend(svg);
}
