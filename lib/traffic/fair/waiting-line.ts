/** What stands in a line: it knows its neighbours. */
export interface InLine<T> {
  next: T | undefined;
  previous: T | undefined;
}

/** First come, first served; who leaves from the middle is found at once, and an empty line takes no room of its own. */
export class WaitingLine<T extends InLine<T>> {
  #first: T | undefined;
  #last: T | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#first;
  }

  add(item: T): void {
    item.previous = this.#last;
    if (this.#last) this.#last.next = item;
    else this.#first = item;
    this.#last = item;
    this.#size++;
  }

  /** One that stands in this line. */
  remove(item: T): void {
    const { next, previous } = item;
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    item.next = undefined;
    item.previous = undefined;
    this.#size--;
  }
}
