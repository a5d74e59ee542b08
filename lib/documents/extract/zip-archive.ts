import { inflateRawSync } from 'node:zlib';
import { ExtractError } from './extract-error';
import { type Limits, RATIO_FLOOR } from './limits';

interface Entry {
  method: number;
  packed: number;
  declared: number;
  offset: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;
const ZIP64_FIELD = 0x0001;
const STORED = 0;
const DEFLATED = 8;

/**
 * A ZIP container (PKWARE APPNOTE 6.3) opened for reading single parts by name. What the directory
 * declares is checked before anything is inflated; what comes out is counted while it is inflated,
 * since the declaration may lie.
 */
export class ZipArchive {
  readonly #bytes: Buffer;
  readonly #entries: Map<string, Entry>;
  #budget: number;

  private constructor(bytes: Buffer, entries: Map<string, Entry>, budget: number) {
    this.#bytes = bytes;
    this.#entries = entries;
    this.#budget = budget;
  }

  /** @throws ExtractError `corrupt`, `encrypted`, `archive_bomb` */
  static open(data: Uint8Array, limits: Limits): ZipArchive {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    try {
      const entries = readDirectory(bytes, limits);
      return new ZipArchive(bytes, entries, limits.inflatedBytes);
    } catch (error) {
      throw error instanceof RangeError ? new ExtractError('corrupt') : error;
    }
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** The inflated part, or undefined when there is none of that name. Each call inflates anew and counts anew. */
  read(name: string): Uint8Array | undefined {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    const at = entry.offset;
    if (at + 30 > this.#bytes.length || this.#bytes.readUInt32LE(at) !== LOCAL_HEADER) {
      throw new ExtractError('corrupt');
    }
    const start = at + 30 + this.#bytes.readUInt16LE(at + 26) + this.#bytes.readUInt16LE(at + 28);
    const content = this.#inflate(this.#bytes.subarray(start, start + entry.packed), entry);
    this.#budget -= content.length;
    return content;
  }

  #inflate(packed: Buffer, entry: Entry): Uint8Array {
    const room = Math.min(this.#budget, entry.declared);
    if (entry.method === STORED) {
      if (packed.length > this.#budget) throw new ExtractError('archive_bomb');
      return packed;
    }
    if (entry.method !== DEFLATED) throw new ExtractError('corrupt');
    try {
      return inflateRawSync(packed, { maxOutputLength: Math.max(1, room) });
    } catch (error) {
      const overflow = error instanceof RangeError && 'code' in error;
      throw new ExtractError(
        overflow && error.code === 'ERR_BUFFER_TOO_LARGE' ? 'archive_bomb' : 'corrupt',
      );
    }
  }
}

function readDirectory(bytes: Buffer, limits: Limits): Map<string, Entry> {
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > limits.archiveEntries) throw new ExtractError('archive_bomb');
  const entries = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  let total = 0;
  for (let index = 0; index < count; index++) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new ExtractError('corrupt');
    if (bytes.readUInt16LE(at + 8) & 1) throw new ExtractError('encrypted');
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const [declared, packed, offset] = wideSizes(extra, [
      bytes.readUInt32LE(at + 24),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 42),
    ]);
    total += declared;
    entries.set(name, { method: bytes.readUInt16LE(at + 10), packed, declared, offset });
    at += 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
  }
  const excessive = total > RATIO_FLOOR && total > limits.inflateRatio * bytes.length;
  if (total > limits.inflatedBytes || excessive) throw new ExtractError('archive_bomb');
  return entries;
}

/** The end record lies in the last 64 KiB, before a comment of unknown length. */
function findEnd(bytes: Buffer): number {
  const last = bytes.length - 22;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw new ExtractError('corrupt');
}

/** Sizes of 0xFFFFFFFF stand for 64-bit ones in the extra field, in this order. */
function wideSizes(extra: Buffer, sizes: [number, number, number]): [number, number, number] {
  if (!sizes.includes(0xffffffff)) return sizes;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64_FIELD) continue;
    let field = at + 4;
    const wide = sizes.map((size) => {
      if (size !== 0xffffffff) return size;
      field += 8;
      return Number(extra.readBigUInt64LE(field - 8));
    });
    return [wide[0] ?? 0, wide[1] ?? 0, wide[2] ?? 0];
  }
  return sizes;
}
