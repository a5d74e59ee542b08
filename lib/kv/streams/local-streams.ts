import { type WakeUp, wakeUp } from './wake-up';

/** Entries of one stream in this process, in their order. */
export interface LocalStream {
  readonly entries: Buffer[];
  /** Sealed, so that whoever would stop it can tell whose it is. */
  readonly mark: Buffer;
  /** Nothing is added any more. */
  ended: boolean;
  /** What its owner's listing says of it. */
  info: Buffer | undefined;
  stop(): void;
  bytes: number;
  readonly changed: WakeUp;
}

/** How long an ended stream can still be read. */
export const KEPT_MS = 120_000;
/** Of one stream: far beyond the longest answer. */
export const MOST_BYTES = 4 * 1024 * 1024;
/** Of all streams that have ended. */
const MOST_KEPT_BYTES = 64 * 1024 * 1024;

/** Short-lived streams of this process by name. Names carry their tenant and their owner; entries are sealed. */
export class LocalStreams {
  readonly #streams = new Map<string, LocalStream>();

  /** Undefined when there is one of the name. */
  begin(name: string, mark: Buffer, stop: () => void): LocalStream | undefined {
    if (this.#streams.has(name)) return undefined;
    const stream: LocalStream = {
      entries: [],
      mark,
      ended: false,
      info: undefined,
      stop,
      bytes: 0,
      changed: wakeUp(),
    };
    this.#streams.set(name, stream);
    return stream;
  }

  get(name: string): LocalStream | undefined {
    return this.#streams.get(name);
  }

  /** Under the prefix, those that run. */
  running(prefix: string): [name: string, stream: LocalStream][] {
    return [...this.#streams].filter(([name, { ended }]) => !ended && name.startsWith(prefix));
  }

  append(stream: LocalStream, entry: Buffer): void {
    stream.entries.push(entry);
    stream.bytes += entry.length;
    stream.changed.wake();
  }

  /** It can be read for two minutes more, or until ended ones take too much room. */
  end(name: string, stream: LocalStream): void {
    stream.ended = true;
    stream.changed.wake();
    setTimeout(() => this.#remove(name, stream), KEPT_MS).unref();
    const ended = [...this.#streams].filter(([, each]) => each.ended);
    let kept = ended.reduce((sum, [, { bytes }]) => sum + bytes, 0);
    for (const [other, each] of ended) {
      if (kept <= MOST_KEPT_BYTES) return;
      kept -= each.bytes;
      this.#remove(other, each);
    }
  }

  /** Removes those under the prefix, and counts them. */
  forget(prefix: string): number {
    const own = [...this.#streams].filter(([name]) => name.startsWith(prefix));
    for (const [name, stream] of own) {
      stream.ended = true;
      stream.changed.wake();
      this.#remove(name, stream);
    }
    return own.length;
  }

  #remove(name: string, stream: LocalStream): void {
    if (this.#streams.get(name) === stream) this.#streams.delete(name);
  }
}

/** The entries behind the first `after`, as they come, to the stream's end or the abort. */
export async function* localEntries(
  stream: LocalStream,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let next = after;
  for (;;) {
    for (;;) {
      const entry = stream.entries[next];
      if (!entry || signal.aborted) break;
      next += 1;
      yield entry;
    }
    if (stream.ended || signal.aborted) return;
    await stream.changed.wait(signal);
  }
}
