/* What the page says: quietly to screen readers, and as messages that stay until they are closed. */

import { $, button, el } from "./dom.js";

/** Say something to those who cannot see what changed. */
export const say = (words) => {
  $("said").textContent = "";
  requestAnimationFrame(() => {
    $("said").textContent = words;
  });
};

const place = ({ file, line }) => (file ? `${file}${line ? `, line ${line}` : ""}: ` : "");

const sentence = (words) => `${words[0].toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? "" : "."}`;

/** Return an error as an element: where, what, and what to do. */
export const errorText = (error) => {
  if (typeof error === "string") return el("div", { className: "words" }, el("p", {}, error));
  const advice = error.advice ? el("p", { className: "quiet" }, sentence(error.advice)) : null;
  return el("div", { className: "words" }, el("p", {}, `${place(error)}${error.message}`), advice);
};

/** Show a message until it is closed; the same one only once. */
export const show = (error, kind = "wrong") => {
  const close = button("Close", () => message.remove(), { "aria-label": "Close this message" });
  const message = el("div", { className: `message ${kind}` }, errorText(error), close);
  for (const old of $("messages").children) if (old.textContent === message.textContent) old.remove();
  $("messages").append(message);
};

/** Return a function that shows what goes wrong in another instead of losing it. */
export const guarded =
  (does) =>
  async (...given) => {
    try {
      return await does(...given);
    } catch (error) {
      show(error);
      return null;
    }
  };
