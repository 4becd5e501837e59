/* Search and filters of a library, all in the page: no server, no network.
   The books come from books.js; what is asked for stands in the address, after the #. */
"use strict";

(() => {
  const books = window.books;
  const form = document.getElementById("filters");
  const list = document.getElementById("books");
  const more = document.getElementById("more");
  const reset = document.getElementById("reset");
  const status = document.getElementById("status");
  const card = document.getElementById("card").content.firstElementChild;
  const STEP = 60;

  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const languages = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });
  const numbers = new Intl.NumberFormat("en");

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase();
  const names = (book) => (book.authors || []).map(([name]) => name);
  const sortName = (book) => (book.authors || []).map(([, fileAs]) => fileAs).join(" ");
  const languageName = (code) => {
    try {
      return languages.of(code);
    } catch {
      return code;
    }
  };

  /* What each filter asks a book for, and how an answer is shown. */
  const FILTERS = {
    author: { values: names, show: String },
    series: { values: (book) => (book.series ? [book.series] : []), show: String },
    subject: { values: (book) => book.subjects || [], show: String },
    language: { values: (book) => (book.language ? [book.language] : []), show: languageName },
  };

  const byTitle = (a, b) => collator.compare(a.title, b.title);
  const byPlace = (a, b) => (a.place ?? Infinity) - (b.place ?? Infinity) || byTitle(a, b);
  const bySeries = (a, b) =>
    !a.series - !b.series || collator.compare(a.series || "", b.series || "") || byPlace(a, b);
  const byAuthor = (a, b) => collator.compare(sortName(a), sortName(b)) || bySeries(a, b);
  const ORDERS = { title: byTitle, author: byAuthor, series: bySeries };

  const ordered = new Map([["", books]]);
  const inOrder = (name) => {
    if (!ordered.has(name)) ordered.set(name, [...books].sort(ORDERS[name]));
    return ordered.get(name);
  };

  let texts = null;
  const searchable = (book) => {
    texts ??= new Map(
      books.map((one) => {
        const parts = [one.title, one.subtitle, one.series, one.summary];
        return [one, fold(parts.concat(names(one), one.subjects).filter(Boolean).join("\n"))];
      }),
    );
    return texts.get(book);
  };

  /* ------------------------------------------------------------------------ the state */

  const readState = () => {
    const given = new URLSearchParams(location.hash.slice(1));
    return Object.fromEntries([...form.elements].map((one) => [one.name, given.get(one.name) || ""]));
  };

  const address = (state) => {
    const asked = Object.entries(state).filter(([, value]) => value);
    return `#${new URLSearchParams(asked)}`;
  };

  const matching = (state) => {
    const words = fold(state.q).split(/\s+/).filter(Boolean);
    const filters = Object.entries(FILTERS).filter(([name]) => state[name]);
    return inOrder(Object.hasOwn(ORDERS, state.sort) ? state.sort : "").filter(
      (book) =>
        filters.every(([name, { values }]) => values(book).includes(state[name])) &&
        words.every((word) => searchable(book).includes(word)),
    );
  };

  /* ------------------------------------------------------------------------- the list */

  const put = (node, ...parts) => node.append(...parts.filter(Boolean));

  const filterLink = (name, value) => {
    const link = document.createElement("a");
    link.href = address({ [name]: value });
    link.textContent = FILTERS[name].show(value);
    link.dir = "auto";
    return link;
  };

  const joined = (nodes) => nodes.flatMap((node, at) => (at ? [", ", node] : [node]));

  const size = (bytes) =>
    bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))}\u00a0kB` : `${(bytes / 1e6).toFixed(1)}\u00a0MB`;

  const facts = (book) =>
    [
      book.language && languageName(book.language),
      book.date,
      `EPUB, ${size(book.size)}`,
    ].filter(Boolean).join(" · ");

  const fill = (book) => {
    const item = card.cloneNode(true);
    const at = (name) => item.querySelector(`.${name}`);
    const title = at("title");
    title.href = at("cover").href = book.href;
    title.textContent = book.title;
    if (book.language) title.lang = at("summary").lang = at("subtitle").lang = book.language;
    fillCover(at("cover"), book);
    at("subtitle").textContent = book.subtitle || "";
    put(at("authors"), ...joined(names(book).map((name) => filterLink("author", name))));
    if (book.series) {
      const place = book.place === undefined ? "" : `, ${book.place}`;
      put(at("series"), filterLink("series", book.series), place);
    }
    at("summary").textContent = book.summary || "";
    put(at("subjects"), ...joined((book.subjects || []).map((name) => filterLink("subject", name))));
    at("facts").textContent = facts(book);
    return item;
  };

  const fillCover = (cover, book) => {
    const image = cover.querySelector("img");
    cover.querySelector("span").textContent = book.title;
    cover.classList.toggle("bare", !book.cover);
    if (!book.cover) return image.remove();
    image.addEventListener("error", () => cover.classList.add("bare"));
    image.src = book.cover;
  };

  let found = [];
  const grow = () => {
    const from = list.children.length;
    list.append(...found.slice(from, from + STEP).map(fill));
    more.hidden = list.children.length >= found.length;
    return list.children[from];
  };

  const counted = (number) => `${numbers.format(number)} ${number === 1 ? "book" : "books"}`;

  const show = () => {
    const state = readState();
    for (const [name, value] of Object.entries(state)) {
      if (form.elements[name].value !== value) form.elements[name].value = value;
    }
    found = matching(state);
    list.replaceChildren();
    grow();
    const all = found.length === books.length;
    status.textContent = all
      ? counted(books.length)
      : found.length
        ? `${numbers.format(found.length)} of ${counted(books.length)}`
        : "No book fits. Try fewer words or filters.";
    reset.hidden = all;
  };

  /* ------------------------------------------------------------------------- the form */

  const addChoices = (select, { values, show: label }) => {
    const counts = new Map();
    for (const value of books.flatMap((book) => [...new Set(values(book))])) {
      counts.set(value, (counts.get(value) || 0) + 1);
    }
    const choices = [...counts].map(([value, count]) => [label(value), value, count]);
    choices.sort(([a], [b]) => collator.compare(a, b));
    select.append(...choices.map(([text, value, count]) => new Option(`${text} (${count})`, value)));
    select.parentElement.hidden = counts.size < 1;
  };

  const follow = () => {
    const state = Object.fromEntries(new FormData(form));
    history.replaceState(null, "", address(state));
    show();
  };

  let waiting = 0;
  const followSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(follow, 120);
  };

  for (const [name, filter] of Object.entries(FILTERS)) addChoices(form.elements[name], filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.elements.q.addEventListener("input", followSoon);
  form.addEventListener("change", follow);
  reset.addEventListener("click", () => {
    form.reset();
    follow();
    form.elements.q.focus();
  });
  more.addEventListener("click", () => grow()?.querySelector(".title").focus());
  new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting) && !more.hidden) grow();
  }, { rootMargin: "800px" }).observe(more.parentElement);
  window.addEventListener("hashchange", () => {
    if (location.hash === "#books") return;
    show();
    scrollTo({ top: 0 });
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    list.focus();
  });

  form.hidden = false;
  status.parentElement.hidden = false;
  show();
})();
