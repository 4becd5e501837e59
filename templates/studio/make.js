/* Books are made: of what, for which devices, where to; how far it is, and what came of it. */

import { anthology } from "./bind.js";
import { $, counted, el, number } from "./dom.js";
import { errorText, guarded, say, show } from "./messages.js";
import { get, post } from "./server.js";
import { chosenIds, on, state, storyById } from "./state.js";

const OFTEN = 700;
/* Milliseconds between questions, where no event tells how far a job is. */

const DEVICES = {
  generic: ["Any reader", "EPUB 3 as it should be"],
  kindle: ["Kindle", "to be sent to it"],
  kobo: ["Kobo", "and its own page numbers"],
  apple: ["Apple Books", "iPhone, iPad, Mac"],
  legacy: ["Old readers", "those that know EPUB 2"],
};
const STATUS = { made: "Made", failed: "Failed", unchanged: "Was there already", skipped: "Left out", written: "Made" };

let job = null;
let toFolder = false;

/* ------------------------------------------------------------------------------- asking */

const option = (value, words, checked) =>
  el("label", {}, el("input", { type: "radio", name: "what", value, checked }), el("span", {}, words));

const titleOf = (id) => storyById(id)?.title || storyById(id)?.name || "";

/** Offer what can be made now; `wanted` is "anthology", "story" or what the page thinks best. */
const showWhat = (wanted = "") => {
  const chosen = chosenIds();
  const ready = state.stories.filter((one) => one.state === "read").length;
  const book = anthology();
  const offers = [
    state.story && ["story", `The open story: ${titleOf(state.story.id)}`],
    chosen.length > 1 && ["chosen", `A book of each of the ${number(chosen.length)} chosen stories`],
    chosen.length === 1 && ["chosen", `The chosen story: ${titleOf(chosen[0])}`],
    chosen.length && book.title && ["anthology", `The anthology “${book.title}” of ${counted(chosen.length, "story", "stories")}`],
    ready && ["all", `A book of every story (${number(ready)})`],
  ].filter(Boolean);
  const first = offers.find(([value]) => value === wanted) || offers.find(([value]) => value === "chosen") || offers[0];
  const shown = offers.map(([value, words]) => option(value, words, value === first?.[0]));
  const none = el("p", { className: "quiet" }, "There is no story yet. ", el("a", { href: "#stories" }, "Bring some in first."));
  $("make-what").replaceChildren(...(shown.length ? shown : [none]));
  $("make-what").className = "choices";
  $("make-now").disabled = !offers.length || Boolean(job);
};

const showDevices = () => {
  const names = state.choices?.device || Object.keys(DEVICES);
  const rows = names.map((name) => {
    const [words, hint] = DEVICES[name] || [name, ""];
    const box = el("input", { type: "checkbox", name: "device", value: name, checked: name === "generic" });
    return el("label", {}, box, el("span", {}, words, hint ? el("span", { className: "quiet" }, `, ${hint}`) : ""));
  });
  $("make-devices").replaceChildren(...rows);
  if (state.choices?.output) $("to-folder").querySelector("span").textContent = `Into the folder ${state.choices.output}`;
};

const showTo = () => {
  $("with-catalog").hidden = new FormData($("making")).get("to") !== "folder";
};

const request = () => {
  const form = new FormData($("making"));
  const what = form.get("what");
  const stories = { story: [state.story?.id], chosen: chosenIds(), anthology: chosenIds(), all: null }[what];
  return {
    stories,
    anthology: what === "anthology" ? anthology() : null,
    device: form.getAll("device"),
    to: form.get("to"),
    catalog: form.get("to") === "folder" && form.get("catalog") === "on",
  };
};

/* ---------------------------------------------------------------------- what comes of it */

const showProgress = ({ state: now, done = 0, of = 0 }) => {
  const running = now === "running" || now === "waiting";
  $("making-now").hidden = !running;
  $("making-bar").max = Math.max(1, of);
  $("making-bar").value = done;
  const words = of ? `Making: ${number(done)} of ${counted(of, "book")}` : "Making";
  $("making-now").querySelector("label").textContent = words;
  $("made-status").textContent = running ? `${words}.` : "";
};

const outcome = (one) =>
  el(
    "li",
    { className: one.error ? "wrong" : "right" },
    el("p", {}, el("strong", { dir: "auto" }, one.title || one.name), ` ${STATUS[one.status] || one.status || ""}`, one.findings?.length ? el("span", { className: "badge" }, `${number(one.findings.length)} to look at`) : ""),
    one.error ? errorText(one.error) : null,
  );

const measure = (bytes) => {
  if (!bytes) return "";
  return bytes < 1e6 ? ` (${Math.max(1, Math.round(bytes / 1e3))} kB)` : ` (${(bytes / 1e6).toFixed(1)} MB)`;
};

const fileLink = ({ name, href, size }) =>
  el("li", { className: "file" }, el("a", { href, download: name.split("/").at(-1), className: "button" }, `Download ${name}${measure(size)}`));

const archiveLink = (href) =>
  el("li", { className: "file all" }, el("a", { href, download: "books.zip", className: "button strong" }, "Download all in one archive"));

const showMade = (done) => {
  const outcomes = done.outcomes || [];
  const wrong = outcomes.filter((one) => one.error).length;
  const right = outcomes.length - wrong;
  const parts = [right || !wrong ? `${counted(right, "book")} made` : "", wrong ? `${number(wrong)} could not be made` : ""];
  const ended = done.state === "stopped" ? " Then it was stopped." : "";
  const where = right && toFolder ? ` ${right === 1 ? "It is" : "They are"} in the folder for books${done.catalog ? ", with a page of all of them" : ""}.` : "";
  $("made").hidden = false;
  $("made-status").textContent = `${parts.filter(Boolean).join(", ")}.${where}${ended}`;
  const links = toFolder ? [] : (done.files || []).map(fileLink);
  if (done.archive && !toFolder) links.unshift(archiveLink(done.archive));
  $("made-list").replaceChildren(...links, ...outcomes.map(outcome));
};

const finished = (now) => now !== "running" && now !== "waiting";

const look = guarded(async () => {
  if (!job) return;
  const wanted = job;
  const now = await get(`api/jobs/${wanted}`);
  if (job !== wanted) return;
  showProgress(now);
  if (!finished(now.state)) return setTimeout(look, OFTEN);
  job = null;
  $("make-now").disabled = false;
  if (now.error) show(typeof now.error === "string" ? { message: now.error } : now.error);
  return showMade(now);
});

const start = guarded(async (event) => {
  event.preventDefault();
  const asked = request();
  if (!asked.device.length) return say("Choose what it is to be made for.");
  $("made").hidden = false;
  $("made-list").replaceChildren();
  toFolder = asked.to === "folder";
  $("make-now").disabled = true;
  showProgress({ state: "running" });
  try {
    job = (await post("api/make", asked)).job;
  } catch (error) {
    $("make-now").disabled = false;
    $("making-now").hidden = true;
    $("made-status").textContent = "";
    throw error;
  }
  return look();
});

/** Hear from the server how far a job is. */
export const jobMoved = (data) => {
  if (job && (data.id === job || data.job === job)) showProgress({ state: "running", ...data });
};

export const startMake = () => {
  showDevices();
  on("choices", showDevices);
  $("making").addEventListener("submit", start);
  $("making").addEventListener("change", showTo);
  $("stop-making").addEventListener("click", guarded(() => job && post(`api/jobs/${job}/stop`)));
};

export const showMake = (wanted) => showWhat(wanted);
