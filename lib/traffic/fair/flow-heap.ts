/** What a heap orders: by `key`, then by `arrival`. */
export interface HeapItem {
  readonly key: number;
  /** Breaks ties, first come first. */
  arrival: number;
  /** Where the item is, by the heap that holds it; -1 in none. An item is in one heap at a time. */
  place: number;
}

/** A binary heap that finds the least item at once and moves any item in O(log n). */
export class FlowHeap<T extends HeapItem> {
  readonly #items: T[] = [];

  get least(): T | undefined {
    return this.#items[0];
  }

  add(item: T): void {
    this.#put(item, this.#items.length);
    this.#rise(item);
  }

  remove(item: T): void {
    const last = this.#items.pop();
    if (!last || last === item) {
      item.place = -1;
      return;
    }
    this.#put(last, item.place);
    item.place = -1;
    this.moved(last);
  }

  /** After the key of an item in this heap changed. */
  moved(item: T): void {
    this.#rise(item);
    this.#sink(item);
  }

  #put(item: T, place: number): void {
    this.#items[place] = item;
    item.place = place;
  }

  #rise(item: T): void {
    while (item.place > 0) {
      const parent = this.#items[(item.place - 1) >> 1];
      if (!parent || !before(item, parent)) return;
      this.#swap(item, parent);
    }
  }

  #sink(item: T): void {
    for (;;) {
      const left = this.#items[2 * item.place + 1];
      const right = this.#items[2 * item.place + 2];
      const child = left && right && before(right, left) ? right : left;
      if (!child || !before(child, item)) return;
      this.#swap(child, item);
    }
  }

  #swap(a: T, b: T): void {
    const place = a.place;
    this.#put(a, b.place);
    this.#put(b, place);
  }
}

function before(a: HeapItem, b: HeapItem): boolean {
  return a.key < b.key || (a.key === b.key && a.arrival < b.arrival);
}
