import { clock } from '@/lib/clock';

export interface BreakerRules {
  /** Failures in a row that open it. */
  inARow: number;
  /** That share of the last twenty calls of half a minute opens it too. */
  failingShare?: number;
  /** Milliseconds that it stays open before one call may try. */
  openMs: number;
  /** How many parties must have seen failures: what one of them alone meets may be its own doing. */
  parties?: number;
}

/** One admitted call; it tells exactly once how it ended. */
export interface BreakerPass {
  answered(): void;
  failed(): void;
  /** Ended in a way that tells nothing about what the breaker watches. */
  saidNothing(): void;
}

/** Calls that are looked back upon, and for how long. */
const RECENT = 20;
const RECENT_MS = 30_000;
/** What whoever comes during a trial is told to wait. */
const TRIAL_MS = 1_000;

interface End {
  at: number;
  /** Who met a failure; undefined: an answer. */
  failedFor: string | undefined;
}

/**
 * A circuit breaker (Nygard, "Release It!", 2007): closed; open after failures in a row, or when too many of
 * the last calls failed; then half open, when one call tries. Only that trial closes or opens it again:
 * a call that began before the breaker opened has nothing to say about the time since.
 */
export class Breaker {
  readonly #rules: BreakerRules;
  #ends: End[] = [];
  /** Set while it is not closed. */
  #openUntil: number | undefined;
  #trying = false;
  /** Counts changes of state, so that an end is heard only in the state that its call began in. */
  #era = 0;

  constructor(rules: BreakerRules) {
    this.#rules = rules;
  }

  get state(): 'closed' | 'open' | 'half_open' {
    if (this.#openUntil === undefined) return 'closed';
    return this.#trying || clock().now() >= this.#openUntil ? 'half_open' : 'open';
  }

  /** Milliseconds until it is worth asking again; 0: a call may be made. */
  get waitMs(): number {
    if (this.#openUntil === undefined) return 0;
    const left = Math.max(0, this.#openUntil - clock().now());
    return this.#trying ? Math.max(left, TRIAL_MS) : left;
  }

  /** Lets a call of the party pass; undefined while it is open or another one tries. */
  enter(party: string): BreakerPass | undefined {
    if (this.waitMs > 0) return undefined;
    const trial = this.#openUntil !== undefined;
    if (trial) this.#trying = true;
    const era = this.#era;
    let told = false;
    const once = (tell: () => void) => () => {
      if (told || era !== this.#era) return;
      told = true;
      tell();
    };
    return {
      answered: once(() => (trial ? this.#close() : this.#note(undefined))),
      failed: once(() => (trial ? this.#open() : this.#note(party))),
      saidNothing: once(() => {
        if (trial) this.#trying = false;
      }),
    };
  }

  #note(failedFor: string | undefined): void {
    this.#ends.push({ at: clock().now(), failedFor });
    if (this.#ends.length > RECENT) this.#ends.shift();
    if (failedFor !== undefined && this.#isFailing()) this.#open();
  }

  #isFailing(): boolean {
    const { inARow, failingShare = Number.POSITIVE_INFINITY, parties = 1 } = this.#rules;
    const last = this.#ends.slice(-inARow);
    if (last.length === inARow && last.every(isFailure) && partiesIn(last) >= parties) return true;
    const since = clock().now() - RECENT_MS;
    const recent = this.#ends.filter((end) => end.at >= since);
    const failed = recent.filter(isFailure);
    return (
      recent.length === RECENT &&
      failed.length >= RECENT * failingShare &&
      partiesIn(failed) >= parties
    );
  }

  #open(): void {
    this.#openUntil = clock().now() + this.#rules.openMs;
    this.#change();
  }

  #close(): void {
    this.#openUntil = undefined;
    this.#change();
  }

  #change(): void {
    this.#trying = false;
    this.#ends = [];
    this.#era += 1;
  }
}

function isFailure(end: End): boolean {
  return end.failedFor !== undefined;
}

function partiesIn(ends: readonly End[]): number {
  return new Set(ends.flatMap((end) => end.failedFor ?? [])).size;
}
