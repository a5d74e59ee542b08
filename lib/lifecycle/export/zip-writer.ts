import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

export interface ZipEntry {
  path: string;
  bytes: number;
  /** SHA-256 of the content, hexadecimal. */
  sha256: string;
}

interface Placed {
  name: Buffer;
  method: 0 | 8;
  crc: number;
  packed: number;
  size: number;
  offset: number;
}

const deflate = promisify<Uint8Array, Buffer>(zlib.deflateRaw);
/** Names are UTF-8. */
const FLAGS = 0x0800;
const MAX_16 = 0xffff;
const MAX_32 = 0xffffffff;
const VERSION = 45;

/**
 * Writes a ZIP archive (PKWARE APPNOTE 6.3.9) piece by piece: one entry's bytes are in memory at a time,
 * and the directory with 100 bytes or so an entry. Archives past 4 GiB or 65,535 entries are ZIP64.
 */
export class ZipWriter {
  readonly #write: (bytes: Buffer) => Promise<void>;
  readonly #time: { date: number; time: number };
  readonly #entries: Placed[] = [];
  #offset = 0;

  constructor(write: (bytes: Buffer) => Promise<void>, at: Date) {
    this.#write = write;
    this.#time = dosTime(at);
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#offset;
  }

  /** An entry of at most 4 GiB. Paths must be relative and unique; the caller made them so. */
  async add(path: string, content: Uint8Array): Promise<ZipEntry> {
    const packed = await deflate(content);
    const stored = packed.length >= content.length;
    const body = stored ? Buffer.from(content.buffer, content.byteOffset, content.length) : packed;
    const entry: Placed = {
      name: Buffer.from(path),
      method: stored ? 0 : 8,
      crc: zlib.crc32(content),
      packed: body.length,
      size: content.length,
      offset: this.#offset,
    };
    this.#entries.push(entry);
    await this.#append(Buffer.concat([this.#localHeader(entry), entry.name]));
    await this.#append(body);
    return {
      path,
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    };
  }

  /** Writes the directory; nothing may be added after it. */
  async finish(): Promise<void> {
    const start = this.#offset;
    for (const entry of this.#entries) await this.#append(this.#directoryHeader(entry));
    await this.#append(endOfDirectory(this.#entries.length, start, this.#offset - start));
  }

  async #append(bytes: Buffer): Promise<void> {
    this.#offset += bytes.length;
    await this.#write(bytes);
  }

  #localHeader(entry: Placed): Buffer {
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    this.#common(header, 4, entry);
    return header;
  }

  #directoryHeader(entry: Placed): Buffer {
    const far = entry.offset >= MAX_32;
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(VERSION, 4);
    this.#common(header, 6, entry);
    header.writeUInt32LE(far ? MAX_32 : entry.offset, 42);
    if (!far) return Buffer.concat([header, entry.name]);
    const extra = Buffer.alloc(12);
    extra.writeUInt16LE(0x0001, 0);
    extra.writeUInt16LE(8, 2);
    extra.writeBigUInt64LE(BigInt(entry.offset), 4);
    header.writeUInt16LE(extra.length, 30);
    return Buffer.concat([header, entry.name, extra]);
  }

  /** Version to length of the extra field, which both headers have in the same order. */
  #common(header: Buffer, at: number, entry: Placed): void {
    header.writeUInt16LE(VERSION, at);
    header.writeUInt16LE(FLAGS, at + 2);
    header.writeUInt16LE(entry.method, at + 4);
    header.writeUInt16LE(this.#time.time, at + 6);
    header.writeUInt16LE(this.#time.date, at + 8);
    header.writeUInt32LE(entry.crc, at + 10);
    header.writeUInt32LE(entry.packed, at + 14);
    header.writeUInt32LE(entry.size, at + 18);
    header.writeUInt16LE(entry.name.length, at + 22);
  }
}

function endOfDirectory(count: number, start: number, size: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, MAX_16), 8);
  end.writeUInt16LE(Math.min(count, MAX_16), 10);
  end.writeUInt32LE(Math.min(size, MAX_32), 12);
  end.writeUInt32LE(Math.min(start, MAX_32), 16);
  if (count < MAX_16 && start + size < MAX_32) return end;
  const far = Buffer.alloc(56);
  far.writeUInt32LE(0x06064b50, 0);
  far.writeBigUInt64LE(44n, 4);
  far.writeUInt16LE(VERSION, 12);
  far.writeUInt16LE(VERSION, 14);
  far.writeBigUInt64LE(BigInt(count), 24);
  far.writeBigUInt64LE(BigInt(count), 32);
  far.writeBigUInt64LE(BigInt(size), 40);
  far.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(start + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([far, locator, end]);
}

function dosTime(at: Date): { date: number; time: number } {
  return {
    date: ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
    time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
  };
}
