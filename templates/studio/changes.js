/* What typography changed: before and after, by rule, and rules switched off. */

import { difference } from "./difference.js";
import { $, button, counted, el, number } from "./dom.js";
import { say } from "./messages.js";
import { change, on, select, state } from "./state.js";
import { VirtualList } from "./virtual.js";

const ROW = 56;

let list = null;
let only = "";

const counts = (repairs) => {
  const all = {};
  for (const { rule } of repairs) all[rule] = (all[rule] || 0) + 1;
  return all;
};

const setRule = async (rule, on_) => {
  const off = new Set(state.story.look?.disable || []);
  if (on_) off.delete(rule);
  else off.add(rule);
  if (await change("look", { disable: off.size ? [...off] : null })) say(`${rule}: ${on_ ? "on" : "off"}.`);
};

const ruleRow = (rule, count, off) => {
  const box = el("input", { type: "checkbox", checked: !off, data: { key: rule } });
  box.addEventListener("change", () => setRule(rule, box.checked));
  const words = state.choices?.disable.find((one) => one.name === rule)?.summary.replaceAll("`", "") || "";
  const see = button(only === rule ? "All" : "Show", () => showOnly(only === rule ? "" : rule), {
    "aria-label": only === rule ? "Show all rules" : `Show only ${rule}`,
    data: { key: `see ${rule}` },
  });
  see.hidden = !count;
  return el("div", { className: "rule" }, el("label", {}, box, " ", el("strong", {}, rule), " ", el("span", { className: "quiet" }, off ? "off" : counted(count, "change"))), see, words ? el("p", { className: "quiet" }, words) : null);
};

const render = ({ rule, line, before, after }) =>
  el(
    "li",
    { className: "change" },
    button(line ? `Line ${line}` : "The text", () => line && select(line, line, "center"), { className: "link" }),
    el("span", { className: "quiet" }, rule),
    el("p", {}, difference({ before, after })),
  );

const draw = () => {
  const repairs = state.story?.repairs || [];
  const off = state.story?.look?.disable || [];
  const found = new Map(Object.entries(state.story?.repair_counts || counts(repairs)));
  for (const rule of off) found.set(rule, found.get(rule) || 0);
  const rules = [...found].sort(([a], [b]) => a.localeCompare(b));
  const focused = $("rules").contains(document.activeElement) ? document.activeElement.dataset.key : null;
  $("rules").replaceChildren(el("legend", {}, "Rules"), ...rules.map(([rule, count]) => ruleRow(rule, count, off.includes(rule))));
  $("rules").hidden = !rules.length;
  if (focused) $("rules").querySelector(`[data-key="${focused}"]`)?.focus();
  const total = [...found.values()].reduce((sum, one) => sum + one, 0);
  const shown = total > repairs.length ? `, ${number(repairs.length)} of them are shown` : "";
  $("changes-status").textContent = total ? `${counted(total, "change")} of signs${shown}.` : "Nothing was changed.";
  if (only && !found.has(only)) only = "";
  list.set(only ? repairs.filter((one) => one.rule === only) : repairs);
};

const showOnly = (rule) => {
  only = rule;
  draw();
  $("changes-scroller").scrollTop = 0;
};

export const startChanges = () => {
  list = new VirtualList({ scroller: $("changes-scroller"), list: $("changes"), render, estimate: () => ROW });
  on("story", draw);
  on("choices", draw);
};

/** Draw the changes, now that they are in view. */
export const showChanges = () => list.draw();
