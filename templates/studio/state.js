/* What the page knows: the stories, the one that is open, those that are chosen. Views listen to it. */

import { show } from "./messages.js";
import { get, post, storyPath } from "./server.js";

const bus = new EventTarget();
export const state = { stories: [], story: null, selection: null, choices: null };

/** Run a function whenever something changed: "stories", "story", "chosen", "selection", "choices". */
export const on = (name, does) => bus.addEventListener(name, (event) => does(event.detail));
export const emit = (name, detail = null) => bus.dispatchEvent(new CustomEvent(name, { detail }));

/* --------------------------------------------------------------------------- the stories */

const kept = `chosen ${location.pathname}`;
const chosen = new Set(JSON.parse(sessionStorage.getItem(kept) || "[]"));

export const isChosen = (id) => chosen.has(id);
export const chosenIds = () => [...chosen];

/** Choose exactly these stories, in this order. */
export const choose = (ids) => {
  chosen.clear();
  for (const id of ids) chosen.add(id);
  sessionStorage.setItem(kept, JSON.stringify([...chosen]));
  emit("chosen");
};

export const toggleChosen = (id) => choose(chosen.has(id) ? [...chosen].filter((one) => one !== id) : [...chosen, id]);

export const storyById = (id) => state.stories.find((one) => one.id === id) || null;

export const setStories = (stories) => {
  state.stories = stories;
  const known = new Set(stories.map((one) => one.id));
  if ([...chosen].some((id) => !known.has(id))) choose([...chosen].filter((id) => known.has(id)));
  emit("stories");
};

export const loadStories = async () => setStories((await get("api/stories")).stories);

/* ------------------------------------------------------------------- the story that is open */

/** Put a story on the desk; views hear whether it is the same one, changed. */
export const setStory = (story) => {
  const same = Boolean(state.story && story && state.story.id === story.id);
  if (!same) state.selection = null;
  state.story = story;
  emit("story", { same });
};

export const openStory = async (id) => {
  const story = await get(storyPath(id));
  setStory(story);
  return story;
};

const ELSEWHERE = { message: "This story was changed elsewhere", advice: "it was read again: look, and say it once more" };

let queue = Promise.resolve();

const changed = async (what, data) => {
  const { id, revision } = state.story;
  try {
    const story = await post(storyPath(id, what), { revision, ...data });
    if (state.story?.id === id) setStory(story);
    return story;
  } catch (error) {
    if (!error.isConflict) throw error;
    if (state.story?.id === id) setStory(await get(storyPath(id)));
    show(ELSEWHERE);
    return null;
  }
};

/** Change the open story; changes wait for one another, each builds on the last.
    Returns the story as it is now, or null where it was not changed; what is wrong is shown. */
export const change = (what, data = {}) => {
  const done = queue.then(() => changed(what, data)).catch((error) => {
    show(error);
    return null;
  });
  queue = done;
  return done;
};

/** Read the open story again, where somebody else changed it. */
export const reread = async (id, revision) => {
  await queue;
  if (state.story?.id !== id || state.story.revision === revision) return;
  setStory(await get(storyPath(id)));
};

/** Choose lines of the text; `first` and `last` are line numbers, `go` brings them into view. */
export const select = (first, last = first, go = "") => {
  state.selection = { first: Math.min(first, last), last: Math.max(first, last) };
  emit("selection", { go });
};
