/* What stands on the page that a reading engine shows: read off the boxes of its words. */
"use strict";

const HIDDEN = "[hidden], script, style, head";
const BLOCKS = "p, h1, h2, h3, li, dt, dd, figcaption, blockquote, aside, td";

/* Words are found once a document; their boxes move with every page. */
const wordsOf = new WeakMap();

function findWords(doc) {
  if (!wordsOf.has(doc)) wordsOf.set(doc, [...textNodes(doc)].flatMap(wordRanges));
  return wordsOf.get(doc);
}

function* textNodes(doc) {
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeValue.trim() && !node.parentElement.closest(HIDDEN)) yield node;
  }
}

function wordRanges(node) {
  return [...node.nodeValue.matchAll(/\S+/g)].map(({ 0: text, index }) => {
    const range = node.ownerDocument.createRange();
    range.setStart(node, index);
    range.setEnd(node, index + text.length);
    return { text, range, element: node.parentElement };
  });
}

/* The window through which a page of the document is seen, in the document's own coordinates. */
function pane({ doc, edge }) {
  const frame = doc.defaultView.frameElement;
  const inside = frame.getBoundingClientRect();
  const outside = frame.parentElement.parentElement.getBoundingClientRect();
  const { paddingLeft, paddingRight } = doc.defaultView.getComputedStyle(edge);
  const left = outside.left - inside.left;
  const top = outside.top - inside.top;
  return {
    left, top, right: left + outside.width, bottom: top + outside.height,
    from: left + parseFloat(paddingLeft), to: left + outside.width - parseFloat(paddingRight),
  };
}

function isIn(box, page) {
  const x = (box.left + box.right) / 2;
  const y = (box.top + box.bottom) / 2;
  return box.width > 0 && x >= page.left && x <= page.right && y >= page.top && y <= page.bottom;
}

/* Half a letter may hang: protruding points and side bearings are no overflow. */
function sticksOut(box, page) {
  return box.left < page.from - 3 || box.right > page.to + 3
    || box.top < page.top - 3 || box.bottom > page.bottom + 3;
}

function pageShown() {
  const shown = reader.shown();
  const page = pane(shown);
  const words = findWords(shown.doc);
  const seen = [];
  const out = [];
  words.forEach((word, place) => {
    const boxes = [...word.range.getClientRects()].filter((box) => isIn(box, page));
    if (boxes.length) seen.push(place);
    if (boxes.some((box) => sticksOut(box, page))) out.push(word.text);
  });
  const heading = [...shown.doc.querySelectorAll("h1")].find((one) =>
    seen.some((place) => one.contains(words[place].element)));
  return {
    index: shown.index, section: reader.sections[shown.index], words: words.length, seen, out,
    first: words.length === 0 || seen.includes(0),
    heading: heading ? spoken(heading) : null,
    pictures: [...shown.doc.images].map((image) => picture(image, page)).filter(Boolean),
  };
}

/* Label and title of a heading stand on lines of their own. */
function spoken(element) {
  return element.innerText.split(/\s+/).filter(Boolean).join(" ");
}

function picture(image, page) {
  const box = image.getBoundingClientRect();
  if (!image.complete || !image.naturalWidth || !isIn(box, page)) return null;
  return {
    role: image.getAttribute("role"), alt: image.alt,
    width: image.naturalWidth, height: image.naturalHeight,
    box: [box.width, box.height],
    page: [page.right - page.left, page.bottom - page.top],
    whole: box.left >= page.left - 1 && box.right <= page.right + 1
      && box.top >= page.top - 1 && box.bottom <= page.bottom + 1,
  };
}

/* ------------------------------------------------------------------ colours and sizes */

/* Returns, for each kind of text in the document, its least contrast and its sizes. */
function textShown(paper) {
  const { doc } = reader.shown();
  const kinds = {};
  for (const element of new Set([...textNodes(doc)].map((node) => node.parentElement))) {
    const style = doc.defaultView.getComputedStyle(element);
    if (style.visibility !== "visible") continue;
    const ratio = contrast(colourOf(element, paper), groundOf(element, paper));
    const kind = kinds[kindOf(element)] ??= { contrast: ratio, size: parseFloat(style.fontSize) };
    kind.contrast = Math.min(kind.contrast, ratio);
    kind.size = Math.min(kind.size, parseFloat(style.fontSize));
  }
  for (const rule of doc.querySelectorAll("hr")) addRule(kinds, rule, paper);
  return kinds;
}

/* A rule is drawn with its edge, or with a sign in front of it. */
function addRule(kinds, rule, paper) {
  const view = rule.ownerDocument.defaultView;
  const style = view.getComputedStyle(rule);
  const signs = ["::before", "::after"].map((part) => view.getComputedStyle(rule, part));
  const colours = signs.filter(({ content }) => !["none", "normal", '""'].includes(content))
    .map(({ color }) => color);
  if (parseFloat(style.borderTopWidth) > 0) colours.push(style.borderTopColor);
  if (style.visibility !== "visible" || !colours.length) return;
  const ground = groundOf(rule, paper);
  const ratio = Math.max(...colours.map((one) => contrast(over(rgba(one), ground), ground)));
  const kind = `hr.${rule.className}`;
  kinds[kind] = { contrast: Math.min(ratio, kinds[kind]?.contrast ?? Infinity), size: null };
}

/* A note's paragraph is another kind than a paragraph of the story. */
function kindOf(element) {
  const block = element.closest(BLOCKS) ?? element;
  const around = block.closest("aside, blockquote, .verse, nav, .title-block, dl, .colophon");
  const name = (one) => [one.localName, ...one.classList].join(".");
  const inline = element === block ? "" : ` ${name(element)}`;
  return (around && around !== block ? `${name(around)} ` : "") + name(block) + inline;
}

function colourOf(element, paper) {
  const view = element.ownerDocument.defaultView;
  const colour = rgba(view.getComputedStyle(element).color);
  for (let one = element; one; one = one.parentElement) {
    colour[3] *= parseFloat(view.getComputedStyle(one).opacity);
  }
  return over(colour, groundOf(element, paper));
}

function groundOf(element, paper) {
  const view = element.ownerDocument.defaultView;
  const layers = [];
  for (let one = element; one; one = one.parentElement) {
    layers.unshift(rgba(view.getComputedStyle(one).backgroundColor));
  }
  return layers.reduce((ground, layer) => over(layer, ground), rgba(paper));
}

const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });

/* Any colour that CSS can write, as red, green, blue and opacity. */
function rgba(colour) {
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pen.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}

function over([red, green, blue, alpha], ground) {
  const mixed = [red, green, blue].map((value, n) => value * alpha + ground[n] * (1 - alpha));
  return [...mixed, 1];
}

/* The ratio of WCAG 2.2, 1.4.3. */
function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return Math.round(((light + 0.05) / (dark + 0.05)) * 100) / 100;
}

function luminance(colour) {
  const [red, green, blue] = colour.slice(0, 3).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
