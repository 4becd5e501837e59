/* Several stories in one book: which, in what order, by what title; its contents seen before. */

import { $, counted, el, later } from "./dom.js";
import { errorText, show } from "./messages.js";
import { orderedList } from "./order.js";
import { post } from "./server.js";
import { choose, chosenIds, on, state, storyById } from "./state.js";
import { coverPicture } from "./stories.js";

const SOON = 350;
/* Milliseconds after the last letter before the contents are asked for. */
const BY = ["author", "series", "fandom", "subject"];

let order = null;
let isShown = false;
let asked = 0;

const lines = (text) => text.split("\n").map((one) => one.trim()).filter(Boolean);

/** Return the anthology as it is asked for now. */
export const anthology = () => {
  const form = $("binding").elements;
  return {
    stories: chosenIds(),
    title: form.title.value.trim(),
    editors: lines(form.editors.value),
    introduction: form.introduction.value.trim() || null,
    order: form.order.value,
    by: [...$("bind-by").querySelectorAll("input:checked")].map((one) => one.value),
  };
};

const contents = (items) =>
  el(
    "ol",
    {},
    ...items.map((one) => el("li", {}, el("span", { dir: "auto", className: one.story ? "story" : "" }, one.title), one.items?.length ? contents(one.items) : "")),
  );

const showContents = async () => {
  const wanted = anthology();
  const number = (asked += 1);
  if (!isShown || !wanted.stories.length) return $("bind-contents").replaceChildren(el("p", { className: "quiet" }, "It has no stories yet."));
  $("bind-contents").classList.add("waiting");
  try {
    const bound = await post("api/bind", { ...wanted, title: wanted.title || "Untitled", make: false });
    if (number !== asked) return null;
    $("bind-contents").replaceChildren(contents(bound.contents || []));
    $("bind-findings").replaceChildren(...(bound.findings || []).map((one) => el("li", {}, errorText(one))));
  } catch (error) {
    if (number !== asked) return null;
    $("bind-contents").replaceChildren(el("div", { className: "wrong" }, errorText(error)));
  } finally {
    if (number === asked) $("bind-contents").classList.remove("waiting");
  }
  return null;
};
const showContentsSoon = later(showContents, SOON);

const showOrder = () => {
  const chosen = chosenIds().map(storyById).filter(Boolean);
  order.set(chosen);
  $("nothing-to-bind").hidden = chosen.length > 0;
  $("bind-help").hidden = chosen.length < 2;
  $("bind-status").textContent = chosen.length ? `${counted(chosen.length, "story", "stories")} chosen` : "";
  $("bind-make").disabled = chosen.length < 1;
  showContentsSoon();
};

const arrange = (stories) => {
  $("bind-order").value = "given";
  choose(stories.map((one) => one.id));
};

const toMake = (event) => {
  event.preventDefault();
  if (!anthology().title) return show({ message: "The book has no title yet", advice: "give it one" });
  location.hash = "#make/anthology";
  return null;
};

const BY_WORDS = { author: "By author", series: "By series", fandom: "By fandom", subject: "By subject" };
const byChoices = () =>
  (state.choices?.by || BY).map((one) => el("label", {}, el("input", { type: "checkbox", value: one }), ` ${BY_WORDS[one] || one}`));

export const startBind = () => {
  order = orderedList($("order"), {
    words: (story) => story.title || story.name,
    picture: (story) => coverPicture(story, 100),
    moved: arrange,
  });
  $("bind-by").replaceChildren(...byChoices());
  on("chosen", showOrder);
  on("stories", showOrder);
  $("binding").addEventListener("input", showContentsSoon);
  $("binding").addEventListener("submit", toMake);
};

/** The anthology is in view, or not any more: its contents are asked for only where they are seen. */
export const showBind = (shown) => {
  isShown = shown;
  if (shown) showOrder();
};
