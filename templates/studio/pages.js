/* A document of the book, cut into pages by CSS columns in the frame. No script runs in there:
   the frame is sandboxed, and this module only measures and moves what it shows. */

const XHTML = "http://www.w3.org/1999/xhtml";

const paged = ({ size, font, night, edge }) => `
html { height: 100% !important; margin: 0 !important; padding: 0 !important; overflow: hidden !important; font-size: ${size}% !important; }
body { box-sizing: border-box !important; height: 100vh !important; width: 100vw !important; min-width: 0 !important;
  max-width: none !important; margin: 0 !important; padding: ${edge}px !important; columns: auto !important;
  column-width: calc(100vw - ${2 * edge}px) !important; column-gap: ${2 * edge}px !important; column-fill: auto !important;
  ${font ? `font-family: ${font === "sans" ? "system-ui, sans-serif" : "Georgia, serif"} !important;` : ""} }
img, svg, video { max-width: 100% !important; max-height: calc(100vh - ${2 * edge}px) !important; object-fit: contain; }
${font ? "p, li, blockquote, h1, h2, h3, h4 { font-family: inherit !important; }" : ""}
${night ? "html, body { background: #121316 !important; color: #cfcac1 !important; } body * { color: inherit !important; background-color: transparent !important; border-color: #55524c !important; } a { color: #f0a58c !important; }" : "html { background: #fff; color: #111; }"}
`;

export class Pages {
  page = 0;
  count = 1;
  href = null;
  #style = null;
  /* The style of the pages; null while there is no document. */
  #look = { size: 100, font: "", night: false, edge: 24 };

  constructor(frame) {
    this.frame = frame;
  }

  get document() {
    return this.frame.contentDocument;
  }

  /** Show a document; resolves when it stands in pages. */
  open(href, address) {
    return new Promise((resolve) => {
      const done = async () => {
        this.frame.removeEventListener("load", done);
        this.href = href;
        await this.settle();
        resolve();
      };
      this.#style = null;
      this.frame.addEventListener("load", done);
      this.frame.contentWindow.location.replace(new URL(address, document.baseURI).href);
    });
  }

  /** Cut what the frame shows now into pages. */
  async settle() {
    this.page = 0;
    this.#style = this.document.createElementNS(XHTML, "style");
    (this.document.head || this.document.documentElement).append(this.#style);
    this.#style.textContent = paged(this.#look);
    await this.document.fonts?.ready;
    this.#measure();
  }

  /** Show pages in another way; the place stays. */
  look(look) {
    this.#look = { ...this.#look, ...look };
    this.refit();
  }

  /** Measure again, because the frame has another size; the place stays. */
  refit() {
    if (!this.#style) return;
    const place = this.place();
    this.#style.textContent = paged(this.#look);
    this.#measure();
    this.find(place);
  }

  go(page) {
    if (!this.#style) return;
    this.page = Math.max(0, Math.min(this.count - 1, page));
    this.document.body.style.transform = this.page ? `translateX(${this.#sign() * -100 * this.page}vw)` : "";
  }

  /** Go to the element with an id; tell whether there is one. */
  goTo(id) {
    return this.#show(id && this.document.getElementById(id));
  }

  /** Go to the block that has a line of the text; tell whether there is one. */
  goToLine(line) {
    return this.#show(this.#blockOf(line));
  }

  /* ------------------------------------------------------------------------ the place */

  /** Return what stands first on the page: a line of the text, and how far into its block. */
  place() {
    const range = this.document.createRange();
    for (const block of this.document.querySelectorAll("[data-line]")) {
      range.selectNodeContents(block);
      const last = [...range.getClientRects()].at(-1);
      if (!last || this.#columnOf(last) < 0) continue;
      return { href: this.href, page: this.page, line: Number(block.dataset.line), at: this.#lettersBefore(block, range) };
    }
    return { href: this.href, page: this.page, line: null, at: 0 };
  }

  /** Go to a place that was taken before, where it still is. */
  find({ line, at, page }) {
    const block = line && this.#blockOf(line);
    if (!block) return this.go(page);
    let before = 0;
    for (const node of this.#texts(block)) {
      if (at < before + node.length) {
        const range = this.document.createRange();
        range.setStart(node, at - before);
        range.setEnd(node, at - before + 1);
        return this.go(this.#pageOf(range));
      }
      before += node.length;
    }
    return this.#show(block);
  }

  /** Return the block that has a line, else the last one before it. */
  #blockOf(line) {
    const blocks = [...this.document.querySelectorAll("[data-line]")];
    return blocks.filter((one) => Number(one.dataset.line) <= line).at(-1) || blocks[0];
  }

  #show(element) {
    if (!element) return false;
    this.go(this.#pageOf(element));
    return true;
  }

  *#texts(root) {
    const walker = this.document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) yield walker.currentNode;
  }

  /** Return how many letters of a block stand before the page. */
  #lettersBefore(block, range) {
    let before = 0;
    for (const node of this.#texts(block)) {
      range.selectNodeContents(node);
      const last = [...range.getClientRects()].at(-1);
      if (last && this.#columnOf(last) >= 0) return before + this.#firstHere(node, range);
      before += node.length;
    }
    return 0;
  }

  /** Return the first letter of a text node that is on the page or after it. */
  #firstHere(node, range) {
    let [low, high] = [0, Math.max(0, node.length - 1)];
    while (low < high) {
      const middle = (low + high) >> 1;
      range.setStart(node, middle);
      range.setEnd(node, middle + 1);
      const box = range.getBoundingClientRect();
      if (box.width && this.#columnOf(box) >= 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /* ---------------------------------------------------------------------- the columns */

  #sign() {
    return this.frame.contentWindow.getComputedStyle(this.document.documentElement).direction === "rtl" ? -1 : 1;
  }

  #width() {
    return this.frame.contentWindow.innerWidth || 1;
  }

  /** Return how many pages from the one that is shown a rectangle lies. */
  #columnOf(box) {
    const middle = box.left + Math.min(box.width, this.#width()) / 2;
    return this.#sign() * Math.floor(middle / this.#width());
  }

  #pageOf(what) {
    const box = [...what.getClientRects()].find((one) => one.width || one.height) || what.getBoundingClientRect();
    return this.page + this.#columnOf(box);
  }

  #measure() {
    this.document.body.style.transform = "";
    this.page = 0;
    const range = this.document.createRange();
    range.selectNodeContents(this.document.body);
    const box = range.getBoundingClientRect();
    const width = this.#width();
    const end = this.#sign() > 0 ? box.right : width - box.left;
    this.count = Math.max(1, Math.ceil((end - 2) / width));
  }
}
