/* What a person can say of lines: the words, the keys, and the way to the server. */

import { $, button, counted, el, isTyping } from "./dom.js";
import { say } from "./messages.js";
import { change, on, state } from "./state.js";

const KINDS = [
  ["Headings", [
    { kind: "chapter", key: "c", word: "Chapter" },
    { kind: "part", key: "p", word: "Part" },
    { kind: "section", key: "h", word: "Section", says: "a section within a chapter" },
    { kind: "title-of", key: "t", word: "Its title", says: "the title of the heading above" },
    { kind: "not-heading", key: "n", word: "No heading", says: "not a heading" },
  ]],
  ["Breaks", [
    { kind: "scene-break", key: "b", word: "Scene break", says: "a scene break, or that the scene changes before the line" },
    { kind: "not-break", key: "d", word: "No break", says: "not a scene break" },
  ]],
  ["Text", [
    { kind: "prose", key: "a", word: "Prose", says: "plain prose" },
    { kind: "verse", key: "v", word: "Verse" },
    { kind: "lines", key: "i", word: "Lines", says: "lines that stay lines and are no verse: a list, an address, a sign" },
    { kind: "letter", key: "l", word: "Letter" },
    { kind: "note", key: "o", word: "Note", says: "a note of the author" },
    { kind: "preformatted", key: "f", word: "As typed", says: "kept as typed, line by line" },
  ]],
  ["Place", [
    { kind: "leave-out", key: "x", word: "Leave out" },
    { kind: "keep", key: "k", word: "Keep", says: "part of the story, to be kept" },
    { kind: "join", key: "j", word: "Join", says: "joined with the next line" },
    { kind: "split", key: "s", word: "Split", says: "where a new paragraph begins" },
    { kind: "as-read", key: "z", word: "As read", says: "what it was read as, whatever was said of it" },
  ]],
];
const ALL = KINDS.flatMap(([, marks]) => marks);
const BY_KEY = new Map(ALL.map((one) => [one.key, one]));

/** Return the name of the chosen lines: "Line 12", "Lines 12 to 14". */
export const chosenWords = ({ first, last }) => (first === last ? `Line ${first}` : `Lines ${first} to ${last}`);

/** Say of the chosen lines what they are. */
export const mark = async ({ kind, word }) => {
  if (!state.selection) return say("Choose a line first.");
  const { first, last } = state.selection;
  const story = await change("corrections", { kind, first, last });
  if (story) say(`${chosenWords({ first, last })}: ${word}.`);
  return story;
};

const step = async (what, word) => {
  if (!state.story?.[what]) return say(`There is nothing to ${what}.`);
  const story = await change(what);
  if (story) say(`${word}.`);
  return story;
};
export const undo = () => step("undo", "Undone");
export const redo = () => step("redo", "Done again");

/** Return what a key of the text does, or nothing. */
export const markOfKey = (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  return BY_KEY.get(event.key.toLowerCase()) || null;
};

/** Undo and redo by Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y, or Command, outside of fields. */
const hearUndo = (event) => {
  if (!state.story || isTyping(event.target) || !(event.ctrlKey || event.metaKey)) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  if (key === "y" || event.shiftKey) redo();
  else undo();
};

const buttons = () =>
  KINDS.map(([name, marks]) =>
    el(
      "div",
      { className: "group", role: "group", "aria-label": name },
      ...marks.map((one) => {
        const node = button("", () => mark(one), { title: one.says || "", "aria-keyshortcuts": one.key, data: { kind: one.kind } });
        node.append(el("span", {}, one.word), el("kbd", { "aria-hidden": "true" }, one.key));
        return node;
      }),
    ),
  );

const showChosen = () => {
  const lines = state.selection;
  for (const one of $("marks").querySelectorAll("[data-kind], [data-line]")) one.setAttribute("aria-disabled", String(!lines));
  const many = lines && lines.last > lines.first ? ` (${counted(lines.last - lines.first + 1, "line")})` : "";
  $("chosen").textContent = lines ? `${chosenWords(lines)}${many}: say what it is` : "Choose a line to say what it is";
};

const OTHER_KEYS = [
  ["u", "Undo"],
  ["r", "Redo"],
  ["w", "Why it was read so"],
  ["g", "Show it in the book"],
  [".", "Go to the next line to look at"],
  ["↑ ↓", "Go from line to line; with Shift choose a stretch"],
  ["← →", "In the book: turn pages. In the outline: fold"],
  ["F2", "In the outline: rename"],
  ["Alt ← →", "In the outline: change the level"],
  ["Delete", "In the outline: it is no heading"],
  ["Alt ↑ ↓", "In the order of a book: move a story"],
  ["?", "These keys"],
];

const keyList = () => {
  const rows = [...ALL.map((one) => [one.key, `${one.word}${one.says ? `: ${one.says}` : ""}`]), ...OTHER_KEYS];
  return el("dl", { className: "keys" }, ...rows.flatMap(([key, words]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, words)]));
};

export const showKeys = () => $("keys").showModal();

export const startMarks = () => {
  $("marks").querySelector(".marks").append(...buttons());
  $("key-list").append(keyList());
  $("show-keys").addEventListener("click", showKeys);
  $("undo").addEventListener("click", undo);
  $("redo").addEventListener("click", redo);
  addEventListener("keydown", hearUndo);
  on("selection", showChosen);
  on("story", () => {
    $("undo").disabled = !state.story?.undo;
    $("redo").disabled = !state.story?.redo;
    showChosen();
  });
};
