/* The source of a story, line by line, with what became of each; lines are chosen here. */

import { setChange } from "./changes.js";
import { difference } from "./difference.js";
import { $, counted, el, number } from "./dom.js";
import { familyOf, wordOf } from "./fates.js";
import { mark, markOfKey, redo, showKeys, undo } from "./marks.js";
import { guarded, say } from "./messages.js";
import { get, storyPath, withQuery } from "./server.js";
import { emit, on, select, state } from "./state.js";
import { VirtualList } from "./virtual.js";

const CHARACTER = 8.1;
const ROW = 23;
const GUTTER = 150;
/* Guesses in pixels for lines that were not drawn yet: they only move the scroll bar. */
const FAR = 20;
/* Empty lines after which the word of prose stands out again. */

let list = null;
let lines = [];
let about = new Map();
let active = 0;
let anchor = null;
let withTypography = false;
let stretching = false;

const indexOf = (number_) => {
  const guess = number_ - (lines[0]?.[0] ?? 1);
  if (lines[guess]?.[0] === number_) return guess;
  return Math.max(0, lines.findIndex(([n]) => n === number_));
};

const nearWords = ({ score, needed, why }) =>
  `Could be a chapter: ${score} of ${needed}${why ? ` (${why})` : ""}`;

/** Gather what is known of lines beside their fates: near misses, findings, repairs. */
const gather = (story) => {
  const found = new Map();
  const at = (line) => found.get(line) || found.set(line, { repairs: [], findings: [] }).get(line);
  for (const one of story.near || []) at(one.line).near = nearWords(one);
  for (const one of story.suggested_breaks || []) at(one.line).near = `The scene may change here: “${one.words}”`;
  for (const one of story.findings || []) if (one.line) at(one.line).findings.push(one);
  for (const one of story.repairs || []) at(one.line).repairs.push(one);
  for (const one of story.corrections || []) if (one.first) at(one.first).corrected = true;
  return found;
};

/* A list box has no buttons within: this is for the pointer, the list of changes has buttons for keys. */
const offWord = ({ rule, number: which }) =>
  typeof which === "number" ? el("span", { className: "switch-off", "aria-hidden": "true", data: { rule, number: String(which) } }, "Switch off") : null;

const repairWords = (one) => el("li", {}, difference(one), el("span", { className: "rule" }, one.rule), offWord(one));

const below = ({ near, findings, repairs }) =>
  [
    near && el("span", { className: "aside near" }, near),
    ...findings.map((one) => el("span", { className: "aside finding" }, one.advice ? `${one.message}: ${one.advice}` : one.message)),
    withTypography && repairs.length ? el("ul", { className: "aside repairs" }, ...repairs.map(repairWords)) : null,
  ].filter(Boolean);

const isSelected = (n) => state.selection && n >= state.selection.first && n <= state.selection.last;

/** Tell whether a line goes on with what the line before is: then its word stands back.
    Prose goes on over empty lines, everything else only from line to line. */
const goesOn = (index) => {
  const fate = lines[index][2];
  let before = index - 1;
  if (fate === "body") while (index - before < FAR && lines[before]?.[2] === "blank") before -= 1;
  return lines[before]?.[2] === fate;
};

const render = ([n, text, fate], index) => {
  const known = about.get(n);
  const again = goesOn(index);
  const row = el(
    "div",
    {
      id: `line-${n}`,
      className: `line ${familyOf(fate)}${again ? " again" : ""}${known?.corrected ? " corrected" : ""}`,
      role: "option",
      "aria-selected": String(Boolean(isSelected(n))),
      "aria-setsize": String(lines.length),
      "aria-posinset": String(index + 1),
      data: { index: String(index) },
    },
    el("span", { className: "n" }, String(n)),
    el("span", { className: fate === "blank" ? "fate unseen" : "fate" }, wordOf(fate)),
    el("span", { className: "words", dir: "auto" }, text),
    ...(known ? below(known) : []),
  );
  row.classList.toggle("active", index === active);
  return row;
};

const estimate = ([, text], width) => ROW * Math.max(1, Math.ceil((text.length * CHARACTER) / Math.max(120, width - GUTTER)));

/* ------------------------------------------------------------------------------ choosing */

const showSelection = ({ go } = {}) => {
  if (state.selection) {
    const { first, last } = state.selection;
    const n = lines[active]?.[0];
    if (n === undefined || n < first || n > last) active = indexOf(first);
  }
  for (const row of $("text").querySelectorAll(".line")) {
    const index = Number(row.dataset.index);
    row.setAttribute("aria-selected", String(Boolean(isSelected(lines[index]?.[0]))));
    row.classList.toggle("active", index === active);
  }
  if (go) list.show(active, go);
  const row = list.element(active);
  if (row && state.selection) $("text").setAttribute("aria-activedescendant", row.id);
  else $("text").removeAttribute("aria-activedescendant");
};

const chooseIndex = (index, extend = false, go = "nearest") => {
  if (!lines.length) return;
  active = Math.max(0, Math.min(lines.length - 1, index));
  if (!extend || anchor === null) anchor = active;
  select(lines[anchor][0], lines[active][0], go);
};

const pageOf = () => {
  const [first, last] = list.inView();
  return Math.max(1, last - first);
};

const MOVES = {
  ArrowUp: () => active - 1,
  ArrowDown: () => active + 1,
  PageUp: () => active - pageOf(),
  PageDown: () => active + pageOf(),
  Home: () => 0,
  End: () => lines.length - 1,
};

const rowOf = (event) => event.target.closest?.(".line");

/** With a mouse a stretch is drawn over; a finger scrolls, and a tap chooses. */
const hearPointer = () => {
  let drawing = false;
  $("text").addEventListener("pointerdown", (event) => {
    const row = rowOf(event);
    if (!row || event.button || event.pointerType !== "mouse") return;
    drawing = true;
    chooseIndex(Number(row.dataset.index), event.shiftKey || stretching, "");
  });
  $("text").addEventListener("pointerover", (event) => {
    const row = rowOf(event);
    if (drawing && row) chooseIndex(Number(row.dataset.index), true, "");
  });
  addEventListener("pointerup", () => {
    drawing = false;
  });
  $("text").addEventListener("click", (event) => {
    const row = rowOf(event);
    const off = event.target.closest?.(".switch-off");
    if (off) setChange({ rule: off.dataset.rule, line: lines[Number(row.dataset.index)][0], number: Number(off.dataset.number) }, false);
    if (row && event.pointerType !== "mouse") chooseIndex(Number(row.dataset.index), event.shiftKey || stretching, "");
  });
};

const hearCopy = (event) => {
  if (!state.selection || document.activeElement !== $("text")) return;
  const { first, last } = state.selection;
  const words = lines.slice(indexOf(first), indexOf(last) + 1).map(([, text]) => text);
  event.clipboardData.setData("text/plain", words.join("\n"));
  event.preventDefault();
};

/* ------------------------------------------------------------------------- what keys ask */

const showWhy = guarded(async () => {
  if (!state.selection) return say("Choose a line first.");
  const [n, text] = lines[active];
  const { words } = await get(withQuery(storyPath(state.story.id, "why"), { line: n }));
  $("why-line").textContent = text.trim() || "(an empty line)";
  $("why-words").textContent = words;
  return $("why").showModal();
});

const isDoubtful = ([n]) => Boolean(about.get(n)?.near || about.get(n)?.findings.length);

const doubts = () => lines.flatMap((line, index) => (isDoubtful(line) ? [index] : []));

const nextDoubt = () => {
  const all = doubts();
  if (!all.length) return say("There is nothing to look at.");
  return chooseIndex(all.find((index) => index > active || !state.selection) ?? all[0], false, "center");
};

const seeInBook = () => state.selection && emit("go-book", { line: lines[active][0], look: true });

/** A press turns a button on or off; returns whether it is on now. */
const toggled = (button) => {
  const on_ = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on_));
  return on_;
};

const KEYS = {
  u: undo,
  r: redo,
  w: showWhy,
  g: seeInBook,
  ".": nextDoubt,
  "?": showKeys,
};

const hearKeys = (event) => {
  const move = MOVES[event.key];
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const does = plain && (KEYS[event.key] || KEYS[event.key.toLowerCase()]);
  const said = markOfKey(event);
  if (move && !event.altKey) chooseIndex(state.selection ? move() : active, event.shiftKey);
  else if (does) does();
  else if (said) mark(said);
  else return;
  event.preventDefault();
};

/* --------------------------------------------------------------------------- the drawing */

const showStory = ({ same }) => {
  lines = state.story?.lines || [];
  about = state.story ? gather(state.story) : new Map();
  if (!same) {
    active = 0;
    anchor = null;
    $("text-scroller").scrollTop = 0;
  }
  list.set(lines);
  showSelection();
  const left = doubts().length;
  $("next-doubt").textContent = `Next of ${number(left)} to look at`;
  $("next-doubt").hidden = !left;
  $("text-heading").textContent = `Text: ${counted(lines.length, "line")}`;
};

export const startText = () => {
  list = new VirtualList({ scroller: $("text-scroller"), list: $("text"), render, estimate });
  on("story", showStory);
  on("selection", showSelection);
  hearPointer();
  $("text").addEventListener("keydown", hearKeys);
  $("text").addEventListener("focus", () => state.selection || chooseIndex(list.inView()[0], false, ""));
  document.addEventListener("copy", hearCopy);
  $("next-doubt").addEventListener("click", nextDoubt);
  $("show-typography").addEventListener("click", () => {
    withTypography = toggled($("show-typography"));
    list.refresh();
  });
  $("stretch").addEventListener("click", () => {
    stretching = toggled($("stretch"));
  });
  $("ask-why").addEventListener("click", showWhy);
  $("see-in-book").addEventListener("click", seeInBook);
  $("go-line").addEventListener("change", () => {
    const n = Number.parseInt($("go-line").value, 10);
    if (n) chooseIndex(indexOf(Math.min(n, lines.at(-1)?.[0] ?? 1)), false, "center");
  });
};

/** Draw the text, now that it is in view; the line that was chosen meanwhile is brought there. */
export const showText = (bring) => {
  list.draw();
  if (bring && state.selection) list.show(active, "center");
};
