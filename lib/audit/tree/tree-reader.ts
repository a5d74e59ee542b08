import { nodeHash } from './hashes';

/** Rows of the tables `audit_leaf` and `audit_tile`, of one log, within one transaction. */
export interface TreeRows {
  /** Hashes of the leaves from one place to another (excluded), in order. */
  leaves(from: number, to: number): Promise<Buffer[]>;
  /** The 256 hashes of a full tile, one after the other; undefined when there is none. */
  tile(level: number, number: number): Promise<Buffer | undefined>;
  /** Roots of the full tiles from one number to another (excluded), in order. */
  roots(level: number, from: number, to: number): Promise<Buffer[]>;
}

const WIDTH = 256;
const HEIGHT = 8;
const BYTES = 32;

/** Hashes of a tree, read by tiles of eight levels; each tile is read once. */
export class TreeReader {
  readonly #rows: TreeRows;
  readonly #tiles = new Map<string, Promise<Buffer[]>>();

  constructor(rows: TreeRows) {
    this.#rows = rows;
  }

  /**
   * The hash over the leaves from `from` to `to` (excluded), which must be there and of which `from` begins a subtree
   * of RFC 6962. Rejects when a hash is missing.
   */
  async range(from: number, to: number): Promise<Buffer> {
    const count = to - from;
    const level = Math.log2(count);
    if (Number.isInteger(level) && from % count === 0) return this.#node(level, from / count);
    const left = splitOf(count);
    return nodeHash(await this.range(from, from + left), await this.range(from + left, to));
  }

  async #node(level: number, number: number): Promise<Buffer> {
    const tileLevel = Math.floor(level / HEIGHT);
    const width = 2 ** (level % HEIGHT);
    const first = number * width;
    const tile = await this.#tile(tileLevel, Math.floor(first / WIDTH));
    let hashes = tile.slice(first % WIDTH, (first % WIDTH) + width);
    if (hashes.length < width) throw new Error(`The tree has no hashes at ${level}/${number}.`);
    while (hashes.length > 1)
      hashes = hashes.flatMap((hash, n) => {
        const right = hashes[n + 1];
        return n % 2 === 0 && right ? [nodeHash(hash, right)] : [];
      });
    return hashes[0] as Buffer;
  }

  #tile(level: number, number: number): Promise<Buffer[]> {
    const name = `${level}/${number}`;
    const known = this.#tiles.get(name);
    if (known) return known;
    const read = this.#read(level, number);
    this.#tiles.set(name, read);
    return read;
  }

  async #read(level: number, number: number): Promise<Buffer[]> {
    const full = await this.#rows.tile(level, number);
    if (full)
      return Array.from({ length: WIDTH }, (_, n) => full.subarray(n * BYTES, (n + 1) * BYTES));
    const [from, to] = [number * WIDTH, (number + 1) * WIDTH];
    return level === 0 ? this.#rows.leaves(from, to) : this.#rows.roots(level - 1, from, to);
  }
}

/** The largest power of two below the count. */
export function splitOf(count: number): number {
  return 2 ** (Math.ceil(Math.log2(count)) - 1);
}
