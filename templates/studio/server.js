/* All talk with the server. Addresses are relative to the page, whose own address holds the token. */

/** Something the server refused: what, and what to do about it. */
export class Refused extends Error {
  constructor(status, { message, advice = "", file = "", line = null }) {
    super(message);
    Object.assign(this, { status, advice, file, line });
  }

  /** Whether somebody else changed the story in the meantime. */
  get isConflict() {
    return this.status === 409;
  }
}

const GONE = {
  message: "The studio does not answer",
  advice: "see in the terminal whether it still runs, and load this page again",
};

const asked = async (path, options) => {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", ...options });
  } catch {
    throw new Refused(0, GONE);
  }
  const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
  const data = isJson ? await answer.json() : null;
  if (!answer.ok) throw new Refused(answer.status, data?.error || { message: `The server answered ${answer.status}` });
  return data;
};

export const get = (path) => asked(path);

export const post = (path, data = {}) =>
  asked(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(data),
  });

/** Send files; `fields` are [name, value] pairs beside them. */
export const send = (path, fields) => {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  return asked(path, { method: "POST", body });
};

/** Return the address of something of a story. */
export const storyPath = (id, ...rest) => ["api/stories", id, ...rest].map(String).join("/");

/** Return an address with what is asked for. */
export const withQuery = (path, query) => {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
};

/** Hear of what happens: `heard` maps names of events to functions of their data; `again` is run
    whenever the line is opened, since what happened before was not heard. */
export const listen = (heard, again) => {
  const events = new EventSource("api/events");
  events.addEventListener("open", again);
  for (const [name, does] of Object.entries(heard)) {
    events.addEventListener(name, (event) => does(JSON.parse(event.data)));
  }
  return events;
};
