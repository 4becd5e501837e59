/* What is known of a story beside its text: each fact with where it comes from. */

import { $, button, el } from "./dom.js";
import { say } from "./messages.js";
import { change, on, state } from "./state.js";

const LISTS = new Set(["authors", "editors", "subjects"]);
const ASKED_FOR = ["title", "authors", "language"];
const FIELDS = [
  ["title", "Title"],
  ["subtitle", "Subtitle"],
  ["authors", "Authors", "one a line"],
  ["series", "Series"],
  ["series_index", "Place in the series"],
  ["description", "Summary"],
  ["language", "Language", "a tag such as en or en-GB"],
  ["subjects", "Subjects", "one a line"],
  ["date", "Date", "such as 2004-07-15"],
  ["publisher", "Publisher"],
  ["rights", "Rights"],
  ["editors", "Editors", "one a line"],
  ["identifier", "Identifier", "ISBN, address or the like"],
  ["source_url", "Where it was posted"],
];
const ONLY_SHOWN = new Set(["subtitle", "source_url"]);
/* What the text says and no option changes: a row where there is something. */
const LONG = new Set(["description", "rights"]);

const shown = (value) => (Array.isArray(value) ? value.join("\n") : value ?? "");
const given = (name, text) => {
  const words = text.trim();
  if (!LISTS.has(name)) return words || null;
  const all = words.split("\n").map((one) => one.trim()).filter(Boolean);
  return all.length ? all : null;
};

const ORIGINS = {
  header: "in the header of the text",
  filename: "in the name of the file",
  text: "seen from the text",
  option: "given on the command line",
  sidecar: "said by you",
  folder: "in the name of the folder",
};
const originWords = (fact) => {
  if (!fact || shown(fact.value) === "") return "Not known";
  if (fact.corrected) return "Said by you";
  const words = ORIGINS[fact.origin] || fact.origin || "as read";
  return `${words[0].toUpperCase()}${words.slice(1)}${fact.line ? `, line ${fact.line}` : ""}`;
};

const save = async (name, value, label) => {
  const story = await change("facts", { facts: { [name]: value } });
  if (story) say(value === null ? `${label}: as read.` : `${label}: kept.`);
};

const suggestion = (name, label, { value, origin }) =>
  button(`${shown(value).replace(/\n/g, ", ")}${origin ? ` (${origin})` : ""}`, () => save(name, value, label), { className: "suggestion" });

/** Return the row of a fact, and what puts a story's fact into it. */
const fieldOf = ([name, label, hint]) => {
  const tall = LISTS.has(name) || LONG.has(name);
  const field = el(tall ? "textarea" : "input", { id: `fact-${name}`, rows: LONG.has(name) ? 4 : 2, readOnly: ONLY_SHOWN.has(name), dir: "auto", "aria-describedby": `from-${name}` });
  const from = el("span", { id: `from-${name}`, className: "origin" });
  const back = button("As read", () => save(name, null, label), { "aria-label": `${label}: as read` });
  const suggestions = el("span", { className: "suggestions" });
  const row = el(
    "p",
    { className: "fact" },
    el("label", { htmlFor: field.id }, label, hint ? el("span", { className: "quiet" }, ` (${hint})`) : ""),
    field,
    el("span", { className: "below" }, from, back),
    suggestions,
  );
  field.addEventListener("change", () => {
    const value = given(name, field.value);
    if (shown(value) !== shown(state.story.facts?.[name]?.value)) save(name, value, label);
  });
  const fill = (story, same) => {
    const fact = story.facts?.[name];
    const text = shown(fact?.value);
    if (!same || document.activeElement !== field || shown(given(name, field.value)) !== text) field.value = text;
    from.textContent = originWords(fact);
    back.hidden = !fact?.corrected;
    row.hidden = ONLY_SHOWN.has(name) && !text;
    const missing = ASKED_FOR.includes(name) && !text;
    row.classList.toggle("missing", missing);
    const offers = (story.suggestions?.[name] || []).filter((one) => shown(one.value) !== text);
    suggestions.replaceChildren(...offers.map((one) => suggestion(name, label, one)));
    return missing ? label.toLowerCase() : null;
  };
  return { row, fill };
};

export const startFacts = () => {
  const fields = FIELDS.map(fieldOf);
  $("facts").append(...fields.map(({ row }) => row));
  $("facts").addEventListener("submit", (event) => event.preventDefault());
  on("story", ({ same }) => {
    if (!state.story) return;
    const missing = fields.map(({ fill }) => fill(state.story, same)).filter(Boolean);
    $("facts-missing").textContent = missing.length
      ? `Still to be said: ${missing.join(", ")}.`
      : "Changes are kept as soon as you leave a field.";
  });
};
