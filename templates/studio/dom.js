/* Small helpers for the page. All text goes in as text: nothing here reads markup. */

export const $ = (id) => document.getElementById(id);

/** Return a new element with properties and children; null and "" among the children are left out.
    Names with "-" and "role" become attributes, "data" an object of data-… attributes. */
export const el = (name, properties = {}, ...children) => {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key === "data") Object.assign(node.dataset, value);
    else if (key.includes("-") || key === "role") node.setAttribute(key, value);
    else node[key] = value;
  }
  node.append(...children.filter((one) => one !== null && one !== undefined && one !== ""));
  return node;
};

/** Return a button that does something. */
export const button = (text, does, properties = {}) => {
  const node = el("button", { type: "button", ...properties }, text);
  node.addEventListener("click", does);
  return node;
};

const numbers = new Intl.NumberFormat("en");
export const number = (value) => numbers.format(value);

/** Return a number with its noun: "1 story", "2 stories". */
export const counted = (value, one, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;

const languages = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });
export const languageName = (code) => {
  try {
    return languages.of(code);
  } catch {
    return code;
  }
};

const marks = /\p{M}+/gu;
/** Return text as it is compared in searches: without case and accents. */
export const fold = (text) => text.normalize("NFKD").replace(marks, "").toLowerCase();

/** Return a function that runs another when it was not called for a while. */
export const later = (does, milliseconds) => {
  let waiting = 0;
  return (...given) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => does(...given), milliseconds);
  };
};

/** Tell whether keys that are typed go into a field. */
export const isTyping = (target) => target?.matches?.("input:not([type=checkbox], [type=radio]), textarea, select");
