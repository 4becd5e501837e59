/* A list that is put in order by dragging, or by Alt with the arrow keys. */

import { button, el } from "./dom.js";
import { say } from "./messages.js";

/** Return what shows items in an `ol`: `words(item)` names one, `moved(items)` hears of a new order,
    `picture(item)` may stand before it. */
export const orderedList = (list, { words, picture, moved }) => {
  let items = [];
  let focus = null;

  const place = (from, to) => {
    if (to < 0 || to >= items.length || from === to) return;
    const next = [...items];
    next.splice(to, 0, ...next.splice(from, 1));
    focus = [to, document.activeElement?.dataset?.key || "grip"];
    moved(next);
    say(`${words(next[to])}: place ${to + 1} of ${next.length}.`);
  };

  const remove = (at) => {
    const name = words(items[at]);
    focus = [Math.min(at, items.length - 2), "out"];
    moved(items.filter((_, index) => index !== at));
    say(`${name} was taken out.`);
  };

  const row = (item, index) => {
    const name = words(item);
    const label = (what) => ({ "aria-label": `${what}: ${name}` });
    const up = button("↑", () => place(index, index - 1), { ...label("Move up"), data: { key: "up" }, disabled: index === 0 });
    const down = button("↓", () => place(index, index + 1), { ...label("Move down"), data: { key: "down" }, disabled: index === items.length - 1 });
    const out = button("×", () => remove(index), { ...label("Take out"), data: { key: "out" } });
    const made = el("li", { draggable: true, data: { index: String(index) } }, picture?.(item), el("span", { className: "name", dir: "auto" }, name), el("span", { className: "moves" }, up, down, out));
    return made;
  };

  const draw = () => {
    list.replaceChildren(...items.map(row));
    if (!focus) return;
    const [at, key] = focus;
    focus = null;
    const found = list.children[at];
    const wanted = found?.querySelector(`[data-key="${key}"]:not(:disabled)`) || found?.querySelector("button:not(:disabled)");
    wanted?.focus();
  };

  const indexOf = (node) => Number(node.closest?.("li")?.dataset.index ?? -1);

  list.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const at = indexOf(event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    if (event.altKey) place(at, at + step);
    else list.children[at + step]?.querySelector("button:not(:disabled)")?.focus();
  });

  let dragged = -1;
  const mark = (node, below) => {
    for (const one of list.children) one.classList.remove("above", "below");
    node?.classList.add(below ? "below" : "above");
  };
  const isBelow = (node, event) => {
    const box = node.getBoundingClientRect();
    return event.clientY > box.top + box.height / 2;
  };
  list.addEventListener("dragstart", (event) => {
    dragged = indexOf(event.target);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", words(items[dragged]));
  });
  list.addEventListener("dragover", (event) => {
    const node = event.target.closest?.("li");
    if (dragged < 0 || !node) return;
    event.preventDefault();
    mark(node, isBelow(node, event));
  });
  list.addEventListener("drop", (event) => {
    const node = event.target.closest?.("li");
    if (dragged < 0 || !node) return;
    event.preventDefault();
    const to = indexOf(node) + (isBelow(node, event) ? 1 : 0);
    place(dragged, to > dragged ? to - 1 : to);
  });
  list.addEventListener("dragend", () => {
    dragged = -1;
    mark(null);
  });

  return {
    set(next) {
      items = next;
      draw();
    },
  };
};
