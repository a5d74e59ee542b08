import { appendFileSync } from 'node:fs';
import type { InputUsage } from './prompt-cache';

/** One request as the provider would bill it. Counts and identifiers only, never text. */
export interface CallLogEntry extends InputUsage {
  /** The response's `request-id`. */
  requestId: string;
  /** The request's `x-client-request-id`, when it has one. */
  clientRequestId?: string;
  /** First 12 hex digits of the SHA-256 of the API key. */
  account: string;
  model: string;
  status: number;
  stream: boolean;
  /** Produced so far; final once `ended`. */
  outputTokens: number;
  stopReason: string | null;
  /** The whole answer was sent. */
  finished: boolean;
  /** Nothing more will change. */
  ended: boolean;
  /** Milliseconds since the epoch when the request came and when it ended. */
  at: number;
  endedAt?: number;
}

const KEEP = 100_000;

/** What the local model did: the oracle against which billing is checked. Bounded in memory. */
export class CallLog {
  readonly #entries: CallLogEntry[] = [];
  readonly #file: string | undefined;

  /** `file`: each ended call is appended to it as one line of JSON. */
  constructor(file?: string) {
    this.#file = file;
  }

  get entries(): readonly CallLogEntry[] {
    return this.#entries;
  }

  open(entry: CallLogEntry): CallLogEntry {
    this.#entries.push(entry);
    if (this.#entries.length > KEEP) this.#entries.splice(0, KEEP / 10);
    return entry;
  }

  end(entry: CallLogEntry, at: number): void {
    if (entry.ended) return;
    entry.ended = true;
    entry.endedAt = at;
    if (this.#file) appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
