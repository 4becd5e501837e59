/* The page starts here: which view is shown, and what the server tells. The address after the #
   says where one is: #stories, #story/ID/PANE, #bind, #make/WHAT. */

import { showBind, startBind } from "./bind.js";
import { showBook, startBook } from "./book.js";
import { showChanges, startChanges } from "./changes.js";
import { showCovers, startCover } from "./cover.js";
import { $, counted, isTyping, later, number } from "./dom.js";
import { startDropping } from "./drop.js";
import { startFacts } from "./facts.js";
import { jobMoved, showMake, startMake } from "./make.js";
import { showKeys, startMarks } from "./marks.js";
import { guarded, show } from "./messages.js";
import { startOutline } from "./outline.js";
import { get, listen, post } from "./server.js";
import { emit, loadStories, on, openStory, reread, state } from "./state.js";
import { showStories, startStories } from "./stories.js";
import { showText, startText } from "./text.js";

const SIDES = ["book", "facts", "cover", "changes"];
const PANES = ["outline", "text", ...SIDES];

/* --------------------------------------------------------------------------------- views */

const where = () => {
  const [view = "", ...rest] = location.hash.slice(1).split("/");
  return ["stories", "story", "bind", "make"].includes(view) ? [view, ...rest] : ["stories"];
};

/** Is a pane in view: on a wide page text, outline and one more stand abreast. */
const isInView = (pane) => getComputedStyle($(`pane-${pane}`)).display !== "none";

let textWasSeen = false;
const showPanes = () => {
  const shown = !$("view-story").hidden && state.story;
  const textIsSeen = Boolean(shown && isInView("text"));
  if (textIsSeen) showText(!textWasSeen);
  textWasSeen = textIsSeen;
  showBook(Boolean(shown && isInView("book")));
  showCovers(Boolean(shown && isInView("cover")));
  if (shown && isInView("changes")) showChanges();
};

const choosePane = (pane) => {
  $("work").dataset.pane = pane;
  if (SIDES.includes(pane)) $("work").dataset.side = pane;
  const current = [pane, $("work").dataset.side];
  for (const one of $("panes").children) {
    one.setAttribute("aria-pressed", String(one.dataset.pane === current[0]));
    one.classList.toggle("aside", one.dataset.pane === current[1]);
  }
  showPanes();
};

const showStoryView = async (id, pane) => {
  if (state.story?.id !== id) {
    try {
      await openStory(id);
    } catch (error) {
      location.hash = "#stories";
      throw error;
    }
  }
  if (where()[1] === id) choosePane(PANES.includes(pane) ? pane : $("work").dataset.pane || "text");
};

const NAMES = { stories: "Stories", bind: "Bind", make: "Make" };

const route = guarded(async () => {
  const [view, first, second] = where();
  for (const one of document.querySelectorAll(".view")) one.hidden = one.id !== `view-${view}`;
  for (const one of document.querySelectorAll("[data-place]")) {
    if (one.dataset.place === view) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  }
  showBind(view === "bind");
  if (view === "stories") showStories();
  if (view === "make") showMake(first);
  if (view === "story") await showStoryView(first, second);
  else showPanes();
  document.title = `${NAMES[view] || $("story-heading").textContent} – epubify studio`;
});

/* ------------------------------------------------------------------------ the story's head */

const showHead = () => {
  const story = state.story;
  if (!story) return;
  const value = (name) => story.facts?.[name]?.value;
  const authors = (value("authors") || []).join(", ");
  $("story-heading").textContent = value("title") || story.name;
  $("story-heading").lang = value("language") || "";
  const findings = (story.findings || []).length;
  $("story-details").textContent = [
    authors && `by ${authors}`,
    story.words && `${number(story.words)} words`,
    story.name,
    findings && `${number(findings)} to look at`,
    story.corrections?.length && counted(story.corrections.length, "correction"),
  ].filter(Boolean).join(" · ");
};

const startPanes = () => {
  for (const one of $("panes").children) {
    one.addEventListener("click", () => history.replaceState(null, "", `#story/${state.story.id}/${one.dataset.pane}`));
    one.addEventListener("click", () => choosePane(one.dataset.pane));
  }
  $("work").dataset.side = "book";
  on("story", showHead);
  on("go-book", ({ look }) => look && choosePane("book"));
  on("selection", ({ go }) => go === "center" && !isInView("text") && choosePane("text"));
  $("make-story").addEventListener("click", () => {
    location.hash = "#make/story";
  });
  addEventListener("resize", later(showPanes, 120));
};

/* ------------------------------------------------------------------------------ the rest */

const readStoriesSoon = later(guarded(loadStories), 200);

const heard = {
  story: guarded(async ({ id, revision, state: now }) => {
    readStoriesSoon();
    if (now === "read" || now === undefined) await reread(id, revision);
  }),
  job: jobMoved,
  "files-changed": guarded(async ({ id }) => {
    readStoriesSoon();
    if (state.story?.id !== id) return;
    try {
      await openStory(id);
    } catch (error) {
      location.hash = "#stories";
      await loadStories();
      throw error;
    }
    show({ message: "The file of this story was changed on the disk", advice: "it was read again: look whether all is right" }, "news");
  }),
};

const closeStudio = guarded(async () => {
  await post("api/close");
  events.close();
  document.body.classList.add("closed");
  $("main").replaceChildren("The studio is closed. What you did is kept beside your stories; this page can be closed too.");
  $("main").focus();
});

let events = null;

const start = guarded(async () => {
  for (const begin of [startDropping, startStories, startMarks, startText, startOutline, startBook, startFacts, startCover, startChanges, startBind, startMake, startPanes]) begin();
  $("close").addEventListener("click", closeStudio);
  addEventListener("hashchange", route);
  addEventListener("keydown", (event) => {
    if (event.key !== "?" || isTyping(event.target) || $("text") === event.target) return;
    event.preventDefault();
    showKeys();
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    $("main").focus();
  });
  events = listen(heard, readStoriesSoon);
  await loadStories();
  await route();
  state.choices = await get("api/choices");
  emit("choices");
});

start();
