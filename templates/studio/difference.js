/* What differs between two texts: the signs that went and the signs that came, in their context. */

import { el } from "./dom.js";

/** Return [what both begin with, what went, what came, what both end with]. */
const split = (before, after) => {
  const [a, b] = [[...before], [...after]];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const cut = (text, from, to) => text.slice(from, to).join("");
  return [cut(a, 0, start), cut(a, start, a.length - end), cut(b, start, b.length - end), end ? cut(a, a.length - end) : ""];
};

/** Return a repair as it is shown: the context, what went struck out, what came in its place. */
export const difference = ({ before, after }) => {
  const [start, went, came, end] = split(before, after);
  return el(
    "span",
    { className: "difference", dir: "auto" },
    start.trimStart(),
    went ? el("del", {}, went) : null,
    came ? el("ins", {}, came) : null,
    end.trimEnd(),
  );
};
