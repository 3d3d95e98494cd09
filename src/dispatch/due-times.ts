interface Entry {
  readonly id: string;
  readonly atMs: number;
}

/** Ids ordered by when they are due, each once for every instant that was asked for: a binary heap. */
export class DueTimes {
  readonly #heap: Entry[] = [];
  readonly #asked = new Set<string>();

  add(id: string, atMs: number): void {
    const key = `${id}@${atMs}`;
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    const heap = this.#heap;
    heap.push({ id, atMs });
    let index = heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) return;
      this.#swap(index, parent);
      index = parent;
    }
  }

  /** When the first one is due; undefined when there is none. */
  get nextMs(): number | undefined {
    return this.#heap[0]?.atMs;
  }

  /** Takes out every id that is due. */
  takeDue(nowMs: number): string[] {
    const due: string[] = [];
    for (let first = this.#heap[0]; first !== undefined && first.atMs <= nowMs; first = this.#heap[0]) {
      this.#asked.delete(`${first.id}@${first.atMs}`);
      due.push(first.id);
      this.#removeFirst();
    }
    return due;
  }

  clear(): void {
    this.#heap.length = 0;
    this.#asked.clear();
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let least = index;
      if (left < heap.length && this.#isBefore(left, least)) least = left;
      if (right < heap.length && this.#isBefore(right, least)) least = right;
      if (least === index) return;
      this.#swap(index, least);
      index = least;
    }
  }

  #isBefore(one: number, other: number): boolean {
    return (this.#heap[one]?.atMs ?? 0) < (this.#heap[other]?.atMs ?? 0);
  }

  #swap(one: number, other: number): void {
    const heap = this.#heap;
    const first = heap[one];
    const second = heap[other];
    if (first === undefined || second === undefined) return;
    heap[one] = second;
    heap[other] = first;
  }
}
