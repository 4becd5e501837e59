/* The headings of a story as a tree: to go to, fold, rename, and set on another level. */

import { $, el, number } from "./dom.js";
import { say } from "./messages.js";
import { change, emit, on, select, state } from "./state.js";

const STEP = 28;
/* Pixels that a heading is dragged to the side for one level. */
const DEEPEST = 6;
const MARK = 16;
/* Width of the mark that folds, in pixels. */

const folded = new Set();
let nodes = [];
let rows = [];
let current = 0;

const nameOf = (one) => one.heading || "(text without a heading)";
const cluesOf = (one) => (one.clues || []).map(([name, weight]) => `${name} ${weight < 0 ? "−" : "+"}${Math.abs(weight)}`).join("; ");
const itemAt = (index) => $("outline").querySelector(`[data-index="${index}"]`);

/* --------------------------------------------------------------------------- the drawing */

/** Return the headings as rows: how deep each stands, below which, and whether it has others below. */
const rowsOf = (outline) => {
  const open = [];
  return outline.map((heading, index) => {
    while (open.length && outline[open.at(-1)].level >= heading.level) open.pop();
    const parents = [...open];
    open.push(index);
    return { heading, index, parents, isParent: (outline[index + 1]?.level ?? 0) > heading.level };
  });
};

const isHidden = ({ parents }) => parents.some((index) => folded.has(nodes[index].line));

const item = ({ heading, index, parents, isParent }) => {
  const made = el(
    "div",
    {
      role: "treeitem",
      tabIndex: index === current ? 0 : -1,
      className: "row",
      title: cluesOf(heading),
      "aria-level": String(parents.length + 1),
      "aria-selected": String(index === current),
      "aria-expanded": isParent ? String(!folded.has(heading.line)) : null,
      data: { index: String(index) },
    },
    el("span", { className: "name", dir: "auto" }, nameOf(heading)),
    heading.words ? el("span", { className: "quiet" }, number(heading.words)) : null,
  );
  made.style.setProperty("--depth", parents.length);
  return made;
};

const draw = () => {
  const hadFocus = $("outline").contains(document.activeElement);
  nodes = state.story?.outline || [];
  current = Math.max(0, Math.min(current, nodes.length - 1));
  rows = rowsOf(nodes);
  $("outline").replaceChildren(...rows.filter((one) => !isHidden(one)).map(item));
  $("outline").hidden = !nodes.length;
  $("no-outline").hidden = Boolean(nodes.length);
  $("outline-tools").hidden = !nodes.length;
  if (hadFocus) itemAt(current)?.focus();
};

const go = (index, focus = true) => {
  current = index;
  for (const one of $("outline").querySelectorAll('[role="treeitem"]')) {
    const is = Number(one.dataset.index) === index;
    one.tabIndex = is ? 0 : -1;
    one.setAttribute("aria-selected", String(is));
  }
  if (focus) itemAt(index)?.focus();
};

/* ---------------------------------------------------------------------- what can be done */

const jump = (index) => {
  go(index);
  const { line, href } = nodes[index];
  if (line) select(line, line, "center");
  emit("go-book", { line, href });
};

const fold = (index, close) => {
  const line = nodes[index].line;
  if (close) folded.add(line);
  else folded.delete(line);
  draw();
  itemAt(index)?.focus();
};

const setHeading = (one, more) =>
  change("corrections", {
    kind: one.kind || "chapter",
    first: one.line,
    last: one.line,
    level: one.level,
    label: one.label,
    title: one.title,
    ...more,
  });

const relevel = async (index, by) => {
  const one = nodes[index];
  const level = Math.max(1, Math.min(DEEPEST, one.level + by));
  if (level === one.level) return say(`${nameOf(one)} stays on level ${level}.`);
  if (await setHeading(one, { level })) say(`${nameOf(one)}: level ${level}.`);
  return level;
};

const remove = async (index) => {
  const { line } = nodes[index];
  if (await change("corrections", { kind: "not-heading", first: line, last: line })) say("It is no heading any more.");
};

const rename = (index) => {
  const one = nodes[index];
  const name = itemAt(index)?.querySelector(".name");
  if (!name) return;
  const field = el("input", { value: one.title || one.heading || "", "aria-label": `New title of ${nameOf(one)}`, dir: "auto" });
  let over = false;
  const end = async (keep) => {
    if (over) return;
    over = true;
    const title = field.value.trim();
    field.replaceWith(name);
    itemAt(index)?.focus();
    if (keep && title !== (one.title || one.heading || "") && (await setHeading(one, { title }))) say(`Renamed: ${title}.`);
  };
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      end(event.key === "Enter");
    }
  });
  field.addEventListener("blur", () => end(true));
  name.replaceWith(field);
  field.select();
};

/** Do something with a heading; text that has none can only be gone to. */
const withHeading = (does) => (...given) => {
  if (nodes[current]?.heading) return does(...given);
  return say("There is no heading here: choose its line in the text, and make it a chapter.");
};

const TOOLS = {
  rename: withHeading(() => rename(current)),
  out: withHeading(() => relevel(current, -1)),
  in: withHeading(() => relevel(current, 1)),
  remove: withHeading(() => remove(current)),
};

/* --------------------------------------------------------------------------------- keys */

const beside = (index, step) => {
  const shown = [...$("outline").querySelectorAll('[role="treeitem"]')].map((one) => Number(one.dataset.index));
  return shown[shown.indexOf(index) + step] ?? index;
};

const parentOf = (index) => rows[index].parents.at(-1) ?? index;

const sideways = (index, right) => {
  const expanded = itemAt(index)?.getAttribute("aria-expanded");
  if (right) return expanded === "false" ? fold(index, false) : expanded && go(beside(index, 1));
  return expanded === "true" ? fold(index, true) : go(parentOf(index));
};

const KEYS = {
  ArrowUp: () => go(beside(current, -1)),
  ArrowDown: () => go(beside(current, 1)),
  ArrowLeft: (event) => (event.altKey ? TOOLS.out() : sideways(current, false)),
  ArrowRight: (event) => (event.altKey ? TOOLS.in() : sideways(current, true)),
  Home: () => go(beside(-1, 1)),
  End: () => go(nodes.length - 1),
  Enter: () => jump(current),
  " ": () => jump(current),
  F2: TOOLS.rename,
  Delete: TOOLS.remove,
};

const hearKeys = (event) => {
  const does = KEYS[event.key];
  if (!does || !nodes.length || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  does(event);
};

/* ----------------------------------------------------------------------------- dragging */

const hearPointer = () => {
  let drag = null;
  const levels = (event) => Math.round((event.clientX - drag.from) / STEP);
  $("outline").addEventListener("pointerdown", (event) => {
    const moved = event.target.closest(".row");
    if (!moved || event.button || event.target.matches("input")) return;
    drag = { row: moved, index: Number(moved.dataset.index), from: event.clientX, by: 0 };
  });
  addEventListener("pointermove", (event) => {
    if (!drag) return;
    drag.by = levels(event);
    drag.row.classList.toggle("dragged", drag.by !== 0);
    drag.row.style.transform = drag.by ? `translateX(${drag.by * STEP}px)` : "";
  });
  addEventListener("pointerup", (event) => {
    if (!drag) return;
    const { row: moved, index, by } = drag;
    drag = null;
    moved.style.transform = "";
    moved.classList.remove("dragged");
    go(index, false);
    if (by) return withHeading(() => relevel(index, by))();
    const expanded = moved.getAttribute("aria-expanded");
    const atMark = event.clientX < moved.querySelector(".name, input").getBoundingClientRect().left + MARK;
    if (atMark && expanded) return fold(index, expanded === "true");
    return jump(index);
  });
};

export const startOutline = () => {
  on("story", ({ same }) => {
    if (!same) {
      folded.clear();
      current = 0;
    }
    draw();
  });
  on("selection", () => {
    const at = nodes.findLastIndex((one) => one.line <= state.selection.first);
    if (at >= 0 && !$("outline").contains(document.activeElement)) go(at, false);
  });
  $("outline").addEventListener("keydown", hearKeys);
  $("outline").addEventListener("dblclick", (event) => event.target.closest(".row") && TOOLS.rename());
  hearPointer();
  for (const one of $("outline-tools").querySelectorAll("button")) {
    one.addEventListener("click", TOOLS[one.dataset.outline]);
  }
};
