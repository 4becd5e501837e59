/* A list of which only what can be seen is in the page: a hundred thousand lines stay quick.
   Heights are guessed at first and measured when a row is drawn; the place stays meanwhile. */

const SPARE = 600;
/* Pixels drawn above and below: more scrolls smoother, fewer draw sooner. */

export class VirtualList {
  #items = [];
  #drawn = new Map();
  #heights = new Float64Array(0);
  #offsets = new Float64Array(1);
  #columns = 1;
  #width = 0;
  #waiting = 0;

  /** `scroller` scrolls and is positioned, `list` somewhere in it holds the items. `render(item, index)` returns an element,
      `estimate(item, width)` guesses its height, `columns(width)` tells how many stand abreast. */
  constructor({ scroller, list, render, estimate, columns = () => 1 }) {
    Object.assign(this, { scroller, list, render, estimate, columnsFor: columns });
    list.classList.add("virtual");
    scroller.addEventListener("scroll", () => this.#soon(), { passive: true });
    list.addEventListener("focusout", () => this.#soon());
    new ResizeObserver(() => this.#resized()).observe(scroller);
  }

  get length() {
    return this.#items.length;
  }

  /** Show other items; where there are as many as before, what was measured still holds. */
  set(items) {
    const same = items.length === this.#items.length;
    this.#items = items;
    this.#clear();
    if (!same) this.#guess();
    this.draw();
  }

  /** Draw all that is in view anew: the items look different now. Whatever has the focus and a
      data-key gets it back. */
  refresh() {
    const focused = document.activeElement;
    const [index] = [...this.#drawn].find(([, node]) => node.contains(focused)) || [-1];
    this.#clear();
    this.draw();
    if (index >= 0) this.element(index)?.querySelector(`[data-key="${focused.dataset.key}"]`)?.focus();
  }

  /** Return the element of an item, where it is drawn. */
  element(index) {
    return this.#drawn.get(index) || null;
  }

  /** Return the indexes of the first and the last item that are in view in full. */
  inView() {
    const first = this.#rowAt(this.#top());
    const last = this.#rowAt(this.#top() + this.scroller.clientHeight) - 1;
    return [first * this.#columns, Math.max(first, last) * this.#columns];
  }

  /** Bring an item into view: "nearest" moves only as far as needed, "center" to the middle. */
  show(index, where = "nearest") {
    for (let tries = 0; tries < 3; tries += 1) {
      const row = Math.floor(index / this.#columns);
      const [top, bottom] = [this.#offsets[row], this.#offsets[row + 1]];
      const { clientHeight } = this.scroller;
      const scrollTop = this.#top();
      let to = scrollTop;
      if (where === "center") to = top - Math.max(0, (clientHeight - (bottom - top)) / 2);
      else if (top < scrollTop || bottom - top > clientHeight) to = top;
      else if (bottom > scrollTop + clientHeight) to = bottom - clientHeight;
      if (to !== scrollTop) this.scroller.scrollTop = to + this.list.offsetTop;
      this.draw();
      if (this.#offsets[row] === top && this.#offsets[row + 1] === bottom) return;
    }
  }

  draw() {
    if (!this.scroller.clientHeight) return;
    if (this.scroller.clientWidth !== this.#width) this.#guess();
    const anchor = this.#rowAt(this.#top());
    const within = this.#top() - this.#offsets[anchor];
    for (let tries = 0; tries < 3; tries += 1) {
      this.#place(this.#wanted());
      if (!this.#measure()) break;
      if (within > 0) this.scroller.scrollTop = this.#offsets[anchor] + within + this.list.offsetTop;
    }
  }

  /** Return how far the list is scrolled; below zero where something stands above it. */
  #top() {
    return this.scroller.scrollTop - this.list.offsetTop;
  }

  #soon() {
    if (this.#waiting) return;
    this.#waiting = requestAnimationFrame(() => {
      this.#waiting = 0;
      this.draw();
    });
  }

  #resized() {
    if (this.scroller.clientWidth === this.#width) return this.#soon();
    const [first] = this.inView();
    this.#clear();
    this.#guess();
    if (first) this.show(first, "nearest");
    return this.draw();
  }

  #clear() {
    for (const node of this.#drawn.values()) node.remove();
    this.#drawn.clear();
  }

  #guess() {
    this.#width = this.scroller.clientWidth;
    this.#columns = Math.max(1, this.columnsFor(this.#width));
    const rows = Math.ceil(this.#items.length / this.#columns);
    this.#heights = new Float64Array(rows);
    for (let row = 0; row < rows; row += 1) {
      this.#heights[row] = this.estimate(this.#items[row * this.#columns], this.#width);
    }
    this.#add();
  }

  #add() {
    const rows = this.#heights.length;
    const offsets = new Float64Array(rows + 1);
    for (let row = 0; row < rows; row += 1) offsets[row + 1] = offsets[row] + this.#heights[row];
    this.#offsets = offsets;
    this.list.style.height = `${offsets[rows]}px`;
  }

  #rowAt(pixels) {
    let [low, high] = [0, Math.max(0, this.#heights.length - 1)];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#offsets[middle] <= pixels) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #wanted() {
    const top = this.#top();
    const from = this.#rowAt(top - SPARE) * this.#columns;
    const to = (this.#rowAt(top + this.scroller.clientHeight + SPARE) + 1) * this.#columns;
    return [from, Math.min(to, this.#items.length)];
  }

  #place([from, to]) {
    const kept = this.#removeOthers(from, to);
    let next = this.list.firstChild;
    for (let index = from; index < to; index += 1) {
      while (next && next === kept) next = next.nextSibling;
      let node = this.#drawn.get(index);
      if (node && node === next) {
        next = next.nextSibling;
      } else if (!node) {
        node = this.render(this.#items[index], index);
        node.style.width = `${100 / this.#columns}%`;
        this.#drawn.set(index, node);
        this.list.insertBefore(node, next);
      }
    }
    for (const [index, node] of this.#drawn) {
      const [row, column] = [Math.floor(index / this.#columns), index % this.#columns];
      node.style.transform = `translate(${column * 100}%, ${this.#offsets[row]}px)`;
    }
  }

  /** Remove what is out of view; return what is kept because it has the focus. */
  #removeOthers(from, to) {
    let kept = null;
    for (const [index, node] of this.#drawn) {
      if (index >= from && index < to) continue;
      if (node.contains(document.activeElement)) {
        kept = node;
      } else {
        node.remove();
        this.#drawn.delete(index);
      }
    }
    return kept;
  }

  /** Take the heights of what is drawn; tell whether any is another than was thought. */
  #measure() {
    const tallest = new Map();
    for (const [index, node] of this.#drawn) {
      const row = Math.floor(index / this.#columns);
      tallest.set(row, Math.max(tallest.get(row) || 0, node.offsetHeight));
    }
    let differs = false;
    for (const [row, height] of tallest) {
      if (Math.abs(this.#heights[row] - height) < 1) continue;
      this.#heights[row] = height;
      differs = true;
    }
    if (differs) this.#add();
    return differs;
  }
}
