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

/** Return the words for a change, for those who do not see what stands beside its button. */
const called = ({ rule, line, number: which }) => `${rule} in line ${line}${which ? `, change ${which}` : ""}`;

/** Let one change not be made, or be made after all; 0 stands for all of its rule in the paragraph. */
export const setChange = async (one, on_) => {
  const said = { kind: on_ ? "changed" : "unchanged", first: one.line, rule: one.rule, change: one.number || 0 };
  if (await change("corrections", said)) say(`${called(one)}: ${on_ ? "on" : "off"}.`);
};

/** Return the button that switches a change off, where it can be left out by itself. */
const offButton = (one) =>
  typeof one.number === "number" && one.line
    ? button(one.number ? "Switch off" : "Switch off here", () => setChange(one, false), { "aria-label": `Switch off: ${called(one)}`, data: { key: `off ${called(one)}` } })
    : null;

const onButton = (one) =>
  button("Switch on", () => setChange(one, true), { "aria-label": `Switch on: ${called(one)}`, data: { key: `on ${called(one)}` } });

/** Return the changes that a person switched off, with the text as it stays. */
const switchedOff = () =>
  (state.story?.corrections || [])
    .filter((one) => one.kind === "unchanged" && one.rule)
    .map((one) => ({ rule: one.rule, line: one.first, number: one.change || 0, off: true, text: state.story.lines.find(([n]) => n === one.first)?.[1] || "" }));

const render = (one) =>
  el(
    "li",
    { className: `change${one.off ? " off" : ""}` },
    button(one.line ? `Line ${one.line}` : "The text", () => one.line && select(one.line, one.line, "center"), { className: "link" }),
    el("span", { className: "quiet" }, one.off ? `${one.rule}${one.number ? `, change ${one.number}` : ""}: stays as typed` : one.rule),
    one.off ? onButton(one) : offButton(one),
    el("p", { dir: "auto" }, one.off ? one.text : difference(one)),
  );

/** Give the focus back to a button of a change, or to the one that has taken its place. */
const refocus = (key) => {
  const other = key.startsWith("off ") ? key.replace("off ", "on ") : key.replace("on ", "off ");
  const found = [key, other].map((one) => $("changes").querySelector(`[data-key="${CSS.escape(one)}"]`)).find(Boolean);
  (found || $("changes-scroller")).focus();
};

const draw = () => {
  const repairs = state.story?.repairs || [];
  const off = state.story?.look?.disable || [];
  const found = new Map(Object.entries(state.story?.repair_counts || counts(repairs)));
  const apart = switchedOff();
  for (const rule of [...off, ...apart.map((one) => one.rule)]) found.set(rule, found.get(rule) || 0);
  const rules = [...found].sort(([a], [b]) => a.localeCompare(b));
  const focused = $("rules").contains(document.activeElement) ? document.activeElement.dataset.key : null;
  $("rules").replaceChildren(el("legend", {}, "Rules"), ...rules.map(([rule, count]) => ruleRow(rule, count, off.includes(rule))));
  $("rules").hidden = !rules.length;
  if (focused) $("rules").querySelector(`[data-key="${focused}"]`)?.focus();
  const total = [...found.values()].reduce((sum, one) => sum + one, 0);
  const shown = total > repairs.length ? `, ${number(repairs.length)} of them are shown` : "";
  const left = apart.length ? ` ${counted(apart.length, "place")} stay${apart.length === 1 ? "s" : ""} as typed.` : "";
  $("changes-status").textContent = `${total ? `${counted(total, "change")} of signs${shown}.` : "Nothing was changed."}${left}`;
  if (only && !found.has(only)) only = "";
  const order = new Map(rules.map(([rule], at) => [rule, at]));
  const every = [...repairs, ...apart].sort((a, b) => order.get(a.rule) - order.get(b.rule) || a.line - b.line || (a.number || 0) - (b.number || 0));
  const button_ = $("changes").contains(document.activeElement) ? document.activeElement.dataset.key : null;
  list.set(only ? every.filter((one) => one.rule === only) : every);
  if (button_) refocus(button_);
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
