import { LRUCache } from 'lru-cache';
import { clock } from '@/lib/clock';
import { ApiFailure } from './api-failure';
import { inputTokens, type Segment } from './prompt-segments';

export interface InputUsage {
  /** Tokens neither read from the cache nor written to it. */
  inputTokens: number;
  cacheReadTokens: number;
  cacheWrite5mTokens: number;
  cacheWrite1hTokens: number;
}

const LIFETIME_MS = { '5m': 5 * 60_000, '1h': 60 * 60_000 };
const MAX_BREAKPOINTS = 4;
/** How many segments before a breakpoint a longer conversation may find its earlier prefix. */
const LOOKBACK = 20;

interface Entry {
  expiresAt: number;
  lifetime: number;
}

/**
 * The provider's prompt cache, in its visible effects: entries belong to one API key and one exact
 * prefix, live five minutes or an hour after their last use, and prefixes below a minimum are not
 * cached.
 */
export class PromptCache {
  readonly #entries = new LRUCache<string, Entry>({ max: 10_000 });
  readonly #minTokens: number;

  constructor(minTokens: number) {
    this.#minTokens = minTokens;
  }

  /** Accounts one request; the entries it writes can be read from the next one on. */
  use(apiKey: string, segments: Segment[]): InputUsage {
    const total = inputTokens(segments);
    const usage: InputUsage = {
      inputTokens: total,
      cacheReadTokens: 0,
      cacheWrite5mTokens: 0,
      cacheWrite1hTokens: 0,
    };
    const ends = this.#breakpoints(segments);
    const last = ends.at(-1);
    if (last === undefined) return usage;

    const upTo = runningTotals(segments);
    const hit = this.#longestHit(apiKey, segments, ends);
    usage.cacheReadTokens = hit === undefined ? 0 : (upTo[hit] ?? 0);
    usage.inputTokens = total - (upTo[last] ?? 0);
    let from = usage.cacheReadTokens;
    for (const end of ends) {
      const segment = segments[end];
      const reached = upTo[end] ?? 0;
      if (!segment?.breakpoint || reached <= from) continue;
      if (segment.breakpoint === '1h') usage.cacheWrite1hTokens += reached - from;
      else usage.cacheWrite5mTokens += reached - from;
      const lifetime = LIFETIME_MS[segment.breakpoint];
      const entry = { lifetime, expiresAt: clock().now() + lifetime };
      this.#entries.set(`${apiKey}\0${segment.prefix}`, entry);
      from = reached;
    }
    return usage;
  }

  #breakpoints(segments: Segment[]): number[] {
    const upTo = runningTotals(segments);
    const marked = segments.flatMap((segment, at) => (segment.breakpoint ? [at] : []));
    if (marked.length > MAX_BREAKPOINTS) {
      throw new ApiFailure(
        400,
        `A maximum of ${MAX_BREAKPOINTS} blocks with cache_control may be provided.`,
      );
    }
    return marked.filter((at) => (upTo[at] ?? 0) >= this.#minTokens);
  }

  #longestHit(apiKey: string, segments: Segment[], ends: number[]): number | undefined {
    for (const end of ends.toReversed()) {
      for (let at = end; at >= Math.max(0, end - LOOKBACK); at -= 1) {
        const entry = this.#entries.get(`${apiKey}\0${segments[at]?.prefix}`);
        if (!entry || entry.expiresAt <= clock().now()) continue;
        entry.expiresAt = clock().now() + entry.lifetime;
        return at;
      }
    }
    return undefined;
  }
}

function runningTotals(segments: Segment[]): number[] {
  let sum = 0;
  return segments.map((segment) => {
    sum += segment.tokens;
    return sum;
  });
}
