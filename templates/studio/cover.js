/* The contact sheet: every style in every palette, and a picture of one's own. */

import { $, el } from "./dom.js";
import { guarded, say } from "./messages.js";
import { get, send, storyPath, withQuery } from "./server.js";
import { change, on, setStory, state } from "./state.js";

let covers = { styles: [], palettes: [] };
let drawnFor = null;
let isShown = false;

const named = (name) => ({ name, words: name[0].toUpperCase() + name.slice(1) });

const address = (more) => withQuery(storyPath(state.story.id, "cover.jpg"), { revision: state.story.revision, ...more });

const choose = async (style, palette) => {
  const look = { cover_style: style, cover_palette: palette, cover: null };
  if (await change("look", { look })) say(`Cover: ${style}, ${palette}.`);
};

const choice = (style, palette) => {
  const words = `${style.words}, ${palette.words}`;
  const box = el("input", { type: "radio", name: "cover", value: `${style.name} ${palette.name}` });
  box.addEventListener("change", () => choose(style.name, palette.name));
  const picture = el("img", { alt: words, width: 100, height: 160, loading: "lazy", decoding: "async" });
  return el("label", { title: words, data: { style: style.name, palette: palette.name } }, box, picture);
};

const drawSheet = () => {
  const palettes = covers.palettes.map(named);
  $("sheet").replaceChildren(
    ...covers.styles.map(named).map((style) =>
      el(
        "div",
        { className: "style", role: "group", "aria-label": style.words },
        el("h4", {}, style.words),
        el("div", { className: "palettes" }, ...palettes.map((palette) => choice(style, palette))),
      ),
    ),
  );
};

/** The pictures differ only with the title and the authors; so only then are they asked for anew. */
const nameOf = (story) => JSON.stringify([story.id, story.facts?.title?.value, story.facts?.subtitle?.value, story.facts?.authors?.value, story.facts?.series?.value]);

const showSheet = () => {
  if (drawnFor === nameOf(state.story)) return;
  drawnFor = nameOf(state.story);
  for (const label of $("sheet").querySelectorAll("label")) {
    const { style, palette } = label.dataset;
    label.querySelector("img").src = address({ style, palette, width: 200 });
  }
};

const showCover = () => {
  const story = state.story;
  if (!story || !isShown) return;
  const look = story.look || {};
  const own = Boolean(look.cover);
  $("cover-large").src = address({ width: 640 });
  $("cover-small").src = address({ width: 120 });
  $("cover-grey").src = address({ width: 120, grey: 1 });
  $("cover-name").textContent = own ? "A picture of your own" : [look.cover_style, look.cover_palette].filter(Boolean).join(", ") || "As the book chose it";
  $("fit-row").hidden = !own;
  $("cut").hidden = !own || !picture;
  if (look.cover_fit) $("fit").value = look.cover_fit;
  for (const box of $("sheet").querySelectorAll("input")) {
    box.checked = !own && box.value === `${look.cover_style} ${look.cover_palette}`;
  }
  showSheet();
};

/* --------------------------------------------------------------------- a picture of one's own */

let picture = null;

/** Return what stays of the picture, as the server asks for it: left, top, width and height as shares. */
const cut = () => {
  const [left, top, right, bottom] = ["left", "top", "right", "bottom"].map((side) => Number($(`cut-${side}`).value) / 100);
  return [left, top, 1 - left - right, 1 - top - bottom].map((share) => share.toFixed(2)).join(",");
};

const sendPicture = guarded(async () => {
  const { id, revision } = state.story;
  const fields = [["picture", picture], ["fit", $("fit").value], ["crop", cut()], ["revision", revision]];
  const story = await send(storyPath(id, "cover"), fields);
  if (state.story?.id === id) setStory(story);
  say("Your picture is the cover.");
});

const refit = () => (picture ? sendPicture() : change("look", { look: { cover_fit: $("fit").value } }));

export const startCover = () => {
  on("story", ({ same }) => {
    if (!same) picture = null;
    showCover();
  });
  $("choose-picture").addEventListener("click", () => $("picture").click());
  $("picture").addEventListener("change", async () => {
    [picture] = $("picture").files;
    for (const one of $("cut").querySelectorAll("input")) one.value = 0;
    if (picture) await sendPicture();
    $("picture").value = "";
  });
  $("fit").addEventListener("change", refit);
  $("cut").addEventListener("change", refit);
  $("own-cover").addEventListener("submit", (event) => event.preventDefault());
};

/** The covers are in view, or not any more: they are drawn only where they are seen. */
export const showCovers = guarded(async (shown) => {
  isShown = shown;
  if (!shown || !state.story) return;
  if (!covers.styles.length) {
    covers = await get("api/covers");
    drawSheet();
  }
  showCover();
});
