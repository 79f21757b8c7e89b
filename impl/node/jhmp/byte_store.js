const SMALLEST_BYTES = 4096;

/** Collects a number of bytes that is known, in memory that grows with those that are there (HDR-10). */
export class ByteStore {
  #wanted;
  #bytes;
  #length = 0;

  constructor(wanted) {
    this.#wanted = wanted;
    this.#bytes = Buffer.alloc(Math.min(wanted, SMALLEST_BYTES));
  }

  get isFull() {
    return this.#length === this.#wanted;
  }

  /** Copies what is still wanted of `bytes` from `start` on, and returns how many bytes that were. */
  append(bytes, start) {
    const end = Math.min(bytes.length, start + this.#wanted - this.#length);
    this.#makeRoom(end - start);
    bytes.copy(this.#bytes, this.#length, start, end);
    this.#length += end - start;
    return end - start;
  }

  /** The bytes, which are the caller's from now on. */
  take() {
    return this.#bytes.subarray(0, this.#length);
  }

  #makeRoom(count) {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.min(this.#wanted, Math.max(needed, this.#bytes.length * 2)));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
