/* The list of stories: covers, titles, what is to look at; search, order, and choosing. */

import { $, button, counted, el, fold, languageName, later, number } from "./dom.js";
import { errorText, guarded, say } from "./messages.js";
import { post, storyPath, withQuery } from "./server.js";
import { choose, chosenIds, isChosen, loadStories, on, state, toggleChosen } from "./state.js";
import { VirtualList } from "./virtual.js";

const CARD = 176;
/* The guessed height of a story in pixels, and how wide it wants to be. */
const WIDE = 380;

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const titleOf = (story) => story.title || story.name;
const byTitle = (a, b) => collator.compare(titleOf(a), titleOf(b));
const authorsOf = (story) => (story.authors || []).join(" ");
const ORDERS = {
  title: byTitle,
  author: (a, b) => !a.authors?.length - !b.authors?.length || collator.compare(authorsOf(a), authorsOf(b)) || byTitle(a, b),
  series: (a, b) => !a.series - !b.series || collator.compare(a.series || "", b.series || "") || byTitle(a, b),
  findings: (a, b) => (b.state === "failed") - (a.state === "failed") || (b.findings || 0) - (a.findings || 0),
  words: (a, b) => (b.words || 0) - (a.words || 0),
};

/** Return the name of a cover's address: another revision has another cover. */
export const coverOf = (story, width, more = {}) =>
  withQuery(storyPath(story.id, "cover.jpg"), { width, revision: story.revision, ...more });

/** Return the picture of a story's cover, or its title on cloth where there is none yet. */
export const coverPicture = (story, width) => {
  const image = el("img", { alt: "", width: 200, height: 320, loading: "lazy", decoding: "async" });
  const cover = el("span", { className: "cover" }, image, el("span", {}, titleOf(story)));
  const bare = story.state !== "read";
  cover.classList.toggle("bare", bare);
  image.addEventListener("error", () => cover.classList.add("bare"));
  if (bare) image.remove();
  else image.src = coverOf(story, width);
  return cover;
};

const STATES = { waiting: "Waits to be read", reading: "Is being read" };

const detail = (story) =>
  [
    story.words && `${number(story.words)} words`,
    story.language && languageName(story.language),
    story.folder && story.folder !== "." ? `${story.folder}/${story.name}` : story.name,
  ].filter(Boolean).join(" · ");

/** Let a sidecar say the same of the lines where they are now. */
const fit = guarded(async (story) => {
  await post(storyPath(story.id, "fit"));
  await loadStories();
  say(`${titleOf(story)}: its sidecar fits again.`);
});

const wrong = (story) =>
  el(
    "div",
    { className: "wrong" },
    errorText(story.error),
    story.error.misfit ? button("Fit it anew", () => fit(story), { title: "What was said of lines is said of them where they are now", "aria-label": `Fit the sidecar of ${titleOf(story)} anew`, data: { key: "fit" } }) : null,
  );

const render = (story) => {
  const chosen = isChosen(story.id);
  const box = el("input", { type: "checkbox", checked: chosen, "aria-label": `Choose ${titleOf(story)}`, data: { key: "box" } });
  box.addEventListener("change", () => toggleChosen(story.id));
  const isRead = story.state === "read";
  const title = isRead ? el("a", { href: `#story/${story.id}`, data: { key: "title" } }, titleOf(story)) : titleOf(story);
  const series = story.series ? `${story.series}${story.series_index ? `, ${story.series_index}` : ""}` : "";
  return el(
    "li",
    { className: `story ${story.state}` },
    el(
      "article",
      {},
      coverPicture(story, 200),
      el(
        "div",
        { className: "text" },
        el("h3", { dir: "auto", lang: story.language || "" }, title),
        el("p", { className: "authors", dir: "auto" }, (story.authors || []).join(", ")),
        el("p", { className: "quiet", dir: "auto" }, series),
        el("p", { className: "quiet detail" }, detail(story)),
        el("p", { className: "notes" }, STATES[story.state] || "", isRead && story.findings ? el("span", { className: "badge" }, `${number(story.findings)} to look at`) : "", story.changed ? el("span", { className: "badge kept" }, "Corrected") : ""),
        story.error ? wrong(story) : null,
        story.state === "failed" ? null : el("label", { className: "pick" }, box, chosen ? "Chosen" : "Choose"),
      ),
    ),
  );
};

let list = null;
let found = [];

const matching = () => {
  const words = fold($("q").value).split(/\s+/).filter(Boolean);
  const text = (story) => fold([story.title, story.series, story.name, story.folder, authorsOf(story)].filter(Boolean).join("\n"));
  const all = words.length ? state.stories.filter((story) => words.every((word) => text(story).includes(word))) : state.stories;
  const order = ORDERS[$("sort").value];
  return order ? [...all].sort(order) : all;
};

const readingBar = () => {
  const waiting = state.stories.filter((one) => one.state === "waiting" || one.state === "reading").length;
  if ($("reading").dataset.sending) return;
  const all = state.stories.length;
  $("reading").hidden = !waiting;
  $("reading").querySelector("label").textContent = `Reading: ${number(all - waiting)} of ${counted(all, "story", "stories")}`;
  $("reading-bar").max = Math.max(1, all);
  $("reading-bar").value = all - waiting;
};

const showTally = () => {
  const all = state.stories.length;
  const chosen = chosenIds().length;
  const failed = state.stories.filter((one) => one.state === "failed").length;
  const shown = found.length === all ? counted(all, "story", "stories") : `${number(found.length)} of ${counted(all, "story", "stories")}`;
  const parts = [all && !found.length ? "No story fits. Try fewer words." : shown, failed && `${number(failed)} could not be read`, chosen && `${number(chosen)} chosen`];
  $("stories-status").textContent = all ? parts.filter(Boolean).join(" · ") : "";
  $("find-stories").hidden = !all;
  $("drop").classList.toggle("small", all > 0);
  for (const id of ["choose-none", "bind-chosen", "make-chosen"]) $(id).hidden = !chosen;
};

const showList = () => {
  found = matching();
  list.set(found);
  showTally();
  readingBar();
};

export const startStories = () => {
  list = new VirtualList({
    scroller: $("view-stories"),
    list: $("stories"),
    render: (story, index) => {
      const item = render(story);
      item.setAttribute("aria-setsize", found.length);
      item.setAttribute("aria-posinset", index + 1);
      return item;
    },
    estimate: () => CARD,
    columns: (width) => Math.floor(width / WIDE),
  });
  on("stories", showList);
  on("chosen", () => {
    list.refresh();
    showTally();
  });
  $("q").addEventListener("input", later(showList, 120));
  $("sort").addEventListener("change", showList);
  $("find-stories").addEventListener("submit", (event) => event.preventDefault());
  $("choose-all").addEventListener("click", () => {
    const ready = found.filter((one) => one.state !== "failed").map((one) => one.id);
    choose([...new Set([...chosenIds(), ...ready])]);
  });
  $("choose-none").addEventListener("click", () => choose([]));
};

/** Draw the list, now that it is in view. */
export const showStories = () => list.draw();
