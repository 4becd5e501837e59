/* The book as a reader shows it: themes, sizes, devices, night; it keeps its place. */

import { $, el, later } from "./dom.js";
import { guarded, say } from "./messages.js";
import { Pages } from "./pages.js";
import { get, storyPath, withQuery } from "./server.js";
import { change, on, select, state } from "./state.js";

const SHAPES = { phone: [360, 640], reader: [560, 746], tablet: [768, 1024], desk: null };
const EDGES = { phone: 18, reader: 32, tablet: 56, desk: 40 };

let pages = null;
let book = null;
let shownOf = null;
let isShown = false;
let waiting = Promise.resolve();

/** Return a function that waits for all that was asked of the book before; what fails is shown. */
const inTurn = (does) => {
  const safe = guarded(does);
  return (...given) => {
    waiting = waiting.then(() => safe(...given));
    return waiting;
  };
};

const path = (href) => `${storyPath(state.story.id, "book", book.revision)}/${href}`;
const position = (href) => book.documents.findIndex((one) => one.href === href);

/* ------------------------------------------------------------------------------- pages */

const showStatus = () => {
  const at = position(pages.href);
  $("page-status").textContent = `Page ${pages.page + 1} of ${pages.count}, part ${at + 1} of ${book.documents.length}`;
  $("page-back").disabled = at <= 0 && pages.page === 0;
  $("page-on").disabled = at >= book.documents.length - 1 && pages.page >= pages.count - 1;
  const entry = flat(book.contents).find((one) => one.href.split("#")[0] === pages.href);
  if (entry) $("book-contents").value = entry.href;
};

const showDocument = async (href) => {
  await pages.open(href, path(href));
  hearFrame();
};

const turn = inTurn(async (step) => {
  if (!book) return;
  const to = pages.page + step;
  if (to >= 0 && to < pages.count) {
    pages.go(to);
  } else {
    const next = book.documents[position(pages.href) + step];
    if (!next) return;
    await showDocument(next.href);
    if (step < 0) pages.go(pages.count - 1);
  }
  showStatus();
});

/** Go to a document of the book: to a line of the text, or to an element with an id. */
const goTo = async (href, { line, id } = {}) => {
  if (position(href) < 0) return;
  if (pages.href !== href) await showDocument(href);
  if (!(line ? pages.goToLine(line) : pages.goTo(id))) pages.go(0);
  showStatus();
};

const placeOf = (line) => get(withQuery(storyPath(state.story.id, "place"), { line }));

/** Go where a line stands in the book, or to an address in it. */
const goBook = inTurn(async ({ line, href }) => {
  if (!isShown || !book) return;
  const place = line ? await placeOf(line) : null;
  const [file, id] = (href || "").split("#");
  if (place?.href) await goTo(place.href, { line: place.line ?? line });
  else if (file) await goTo(file, { id });
});

/** Show the place again in a book that was made anew: lines of the text stay what they are. */
const findAgain = async (place) => {
  const now = place.line ? await placeOf(place.line) : null;
  const href = [now?.href, place.href, book.documents[0].href].find((one) => one && position(one) >= 0);
  await showDocument(href);
  pages.find(place);
};

/* ---------------------------------------------------------------------------- the frame */

const turns = { ArrowLeft: -1, PageUp: -1, ArrowRight: 1, PageDown: 1, " ": 1 };
const hearKeys = (event) => {
  if (!turns[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  turn(event.key === " " && event.shiftKey ? -1 : turns[event.key]);
};

/** A click in the page chooses the line in the text; links lead where they lead in the book. */
const followClick = inTurn(async (event) => {
  const link = event.target.closest?.("a[href]");
  if (link) {
    const base = new URL(path(""), document.baseURI).href;
    const [file, fragment] = link.href.split("#");
    if (file.startsWith(base)) await goTo(file.slice(base.length), { id: fragment });
    return;
  }
  const line = Number(event.target.closest?.("[data-line]")?.dataset.line);
  if (line) select(line, line, "center");
});

const hearClick = (event) => {
  event.preventDefault();
  followClick(event);
};

const hearFrame = () => {
  pages.document.addEventListener("keydown", hearKeys);
  pages.document.addEventListener("click", hearClick);
  pages.document.documentElement.addEventListener("wheel", (event) => turnSoon(Math.sign(event.deltaY)), { passive: true });
};
const turnSoon = later((step) => step && turn(step), 60);

/* ------------------------------------------------------------------------------ the book */

/** Return the entries of the contents with all that stand below them, each with its depth. */
const flat = (entries, depth = 0) => entries.flatMap((one) => [{ ...one, depth }, ...flat(one.items || [], depth + 1)]);

const contentsChoices = () =>
  flat(book.contents).map((one) => el("option", { value: one.href }, `${"\u2003".repeat(one.depth)}${one.title}`));

/** Show the book as it is now; where it was shown before, at the same place. */
const load = inTurn(async () => {
  const story = state.story;
  if (!isShown || !story || (shownOf && shownOf.id === story.id && shownOf.revision === story.revision)) return;
  const place = shownOf?.id === story.id && book ? pages.place() : null;
  shownOf = { id: story.id, revision: story.revision };
  $("device").classList.add("waiting");
  try {
    const made = await get(storyPath(story.id, "book"));
    if (state.story !== story) return;
    book = made;
    $("book-contents").replaceChildren(...contentsChoices());
    if (place) await findAgain(place);
    else if (book.documents.length) await showDocument((book.contents[0] || book.documents[0]).href.split("#")[0]);
    if (pages.href) showStatus();
  } catch (error) {
    shownOf = null;
    throw error;
  } finally {
    $("device").classList.remove("waiting");
  }
});

/* ------------------------------------------------------------------------------ the look */

const shapeDevice = () => {
  const shape = SHAPES[$("device-shape").value];
  $("device").dataset.shape = $("device-shape").value;
  $("device").style.setProperty("--wide", shape ? `${shape[0]}px` : "100%");
  $("device").style.setProperty("--ratio", shape ? `${shape[0]} / ${shape[1]}` : "auto");
};

const showLook = () => {
  shapeDevice();
  $("device").classList.toggle("night", $("night").checked);
  pages.look({
    size: $("size").value,
    font: $("font").value,
    night: $("night").checked,
    edge: EDGES[$("device-shape").value],
  });
  if (book) showStatus();
};

const setTheme = async () => {
  const theme = $("theme").value;
  if (await change("look", { look: { theme } })) say(`Theme: ${theme}.`);
};

export const startBook = () => {
  pages = new Pages($("page"));
  on("story", load);
  on("go-book", goBook);
  on("story", () => {
    $("theme").value = state.story?.look?.theme || state.choices?.theme[0] || "";
  });
  on("choices", () => $("theme").replaceChildren(...state.choices.theme.map((one) => el("option", { value: one }, one[0].toUpperCase() + one.slice(1)))));
  for (const id of ["font", "size", "device-shape", "night"]) $(id).addEventListener("change", showLook);
  $("theme").addEventListener("change", setTheme);
  $("page-back").addEventListener("click", () => turn(-1));
  $("page-on").addEventListener("click", () => turn(1));
  $("device").addEventListener("keydown", hearKeys);
  $("book-contents").addEventListener("change", inTurn(() => {
    const [href, id] = $("book-contents").value.split("#");
    return goTo(href, { id });
  }));
  new ResizeObserver(later(() => {
    if (!book || !isShown) return;
    pages.refit();
    showStatus();
  }, 80)).observe($("page"));
  if (matchMedia("(max-width: 40rem)").matches) $("device-shape").value = "phone";
  showLook();
};

/** The book is in view, or not any more: it is made only where it is seen. */
export const showBook = (shown) => {
  isShown = shown;
  if (shown) load();
};
