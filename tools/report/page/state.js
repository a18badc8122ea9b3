// What everything holds at a step. All text is set as text, never as markup.

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// The state after each step: states[n] maps names to contents. states[0] is
// what there is before the first step.
function statesOf(report) {
  const states = [new Map()];
  const apply = (state, changes) => {
    for (const change of changes) {
      if (change.freed) state.delete(change.object);
      else state.set(change.object, change);
    }
  };
  apply(states[0], report.initial);
  for (const entry of report.entries) {
    if (entry.step === states.length) states.push(new Map(states.at(-1)));
    apply(states.at(-1), entry.changes);
  }
  return states;
}

// Names of what is ever touched or changed, and of all memory that is new; the
// rest says nothing.
function relevantNames(report) {
  const names = new Set(), known = new Set(report.initial.map((change) => change.object));
  for (const entry of report.entries) {
    if (entry.object) names.add(entry.object);
    for (const change of entry.changes) {
      const tells = known.has(change.object) ? !change.freed : entry.step > 0 && rankOf(change.sort) < 2;
      if (tells) names.add(change.object);
      known.add(change.object);
    }
  }
  return names;
}

function bytesOf(contents) {
  const bytes = [];
  for (const [value, count] of contents.runs) {
    for (let i = 0; i < count; ++i) bytes.push(value);
  }
  return bytes;
}

// Runs of one value that are changed as a whole or not at all.
function tokensOf(contents, before) {
  if (!before || !before.runs || before === contents) {
    return contents.runs.map(([value, count]) => ({value, count, changed: false}));
  }
  const now = bytesOf(contents), old = bytesOf(before), tokens = [];
  now.forEach((value, i) => {
    const changed = old[i] !== value, last = tokens.at(-1);
    if (last && last.value === value && last.changed === changed) ++last.count;
    else tokens.push({value, count: 1, changed});
  });
  return tokens;
}

function colourOf(value) {
  if (value === 0) return "var(--byte-zero)";
  return `hsl(${(value * 137 + 300) % 360} 65% var(--byte-light))`;
}

function hex(value) { return value.toString(16).padStart(2, "0"); }

const kMostRuns = 48;

function runText(token) {
  const run = element("span", token.changed ? "run changed" : "run");
  run.append(hex(token.value));
  if (token.count > 1) run.append(element("small", "", `×${token.count}`));
  return run;
}

function memoryOf(contents, before, range) {
  const tokens = tokensOf(contents, before);
  const size = tokens.reduce((sum, token) => sum + token.count, 0);
  const box = element("div");
  const bar = element("div", "bar");
  bar.setAttribute("role", "img");
  bar.setAttribute("aria-label", `${size} bytes in ${tokens.length} runs`);
  for (const token of tokens.slice(0, 512)) {
    const part = element("i", token.changed ? "changed" : "");
    part.style.flexGrow = token.count;
    part.style.flexBasis = 0;
    part.style.background = colourOf(token.value);
    bar.append(part);
  }
  box.append(bar);
  if (range) {
    const under = element("div", "range"), mark = element("i");
    mark.style.left = `${100 * range[0] / size}%`;
    mark.style.width = `${100 * (range[1] - range[0]) / size}%`;
    under.append(mark);
    box.append(under);
  }
  const bytes = element("div", "bytes");
  // What has changed must not be among those that are left out.
  const firstChange = Math.max(0, tokens.findIndex((token) => token.changed) - 8);
  const begin = tokens.length > kMostRuns ? firstChange : 0;
  if (begin > 0) bytes.append(element("span", "run", `… ${begin} runs`));
  for (const token of tokens.slice(begin, begin + kMostRuns)) bytes.append(runText(token));
  const rest = tokens.length - begin - kMostRuns;
  if (rest > 0) bytes.append(element("span", "run", `… ${rest} runs`));
  box.append(bytes);
  return [box, size];
}

function linesOf(contents, before) {
  const box = element("div");
  const old = before && before.text !== undefined ? before.text.split("\n") : null;
  contents.text.split("\n").forEach((line, i) => {
    box.append(element("div", old && old[i] !== line ? "tuple changed" : "tuple", line));
  });
  return box;
}

// One object. `before` is undefined where it is new.
function thingOf(name, contents, before, entry) {
  const changed = contents.freed || before !== contents;
  const touched = entry && entry.object === name;
  const wide = contents.runs || contents.sort === "protection information" || (contents.text || "").includes("\n");
  const thing = element("div", "thing" + (changed ? " changed" : "") + (touched ? " touched" : "") + (wide ? "" : " line"));
  thing.dataset.object = name;
  const label = element("div", "name", name);
  thing.append(label);
  if (contents.freed) {
    thing.append(element("div", "value", "freed"));
  } else if (contents.runs) {
    const [memory, size] = memoryOf(contents, before, touched ? entry.range : null);
    label.append(" ", element("small", "", `${size} bytes`));
    thing.append(memory);
  } else if (wide) {
    thing.append(linesOf(contents, before));
  } else {
    const value = element("div", "value");
    if (changed && before && before.text !== undefined) value.append(element("s", "", before.text), " → ");
    value.append(contents.text);
    thing.append(value);
  }
  return thing;
}

const kSorts = ["memory", "protection information", "references", "flags", "queues", "waiters", "locks"];

function rankOf(sort) {
  const rank = kSorts.indexOf(sort);
  return rank < 0 ? kSorts.length : rank;
}

// Fills `box` with the state `now`; what differs from `before` stands out.
function showState(box, now, before, entry, relevant) {
  const things = [];
  for (const [name, contents] of now) {
    if (relevant.has(name)) things.push([name, contents, before.get(name)]);
  }
  for (const [name, contents] of before) {
    if (!now.has(name) && relevant.has(name)) things.push([name, {sort: contents.sort, freed: true}, contents]);
  }
  const sorts = [...new Set(things.map(([, contents]) => contents.sort))];
  sorts.sort((a, b) => rankOf(a) - rankOf(b));
  box.replaceChildren();
  for (const sort of sorts) {
    box.append(element("h3", "", sort));
    for (const [name, contents, old] of things) {
      if (contents.sort === sort) box.append(thingOf(name, contents, old, entry));
    }
  }
}
