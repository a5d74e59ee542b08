import { type Histogram, mergeHistograms, quantileOf } from '@/lib/metering/rollups/histogram';
import type { RolledUsage, Span } from '@/lib/metering/rollups/read-rollups';
import { bucketsOf, type TimeRange } from './range/schema';
import type { Figures } from './schema';

/** One span of a tenant's time for each bucket of the range, in order; the last ends with the range. */
export function bucketSpans(tenantId: string, range: TimeRange): Span[] {
  const end = Date.parse(range.to);
  return bucketsOf(range).map((at) => ({
    tenantId,
    from: new Date(at).toISOString(),
    to: new Date(Math.min(at + range.stepMs, end)).toISOString(),
  }));
}

/**
 * What happened in all of the spans together. Counts and times are of the requests that began in them (refused
 * ones have no time; percentiles by nearest rank within 1/32), tokens and money of the ledger
 * entries written in them. Tables, totals and charts that are made of the same spans add up.
 */
export function figuresOf(usage: readonly RolledUsage[]): Figures {
  const sum = (of: (each: RolledUsage) => number) =>
    usage.reduce((total, each) => total + of(each), 0);
  const latency = mergeHistograms(usage.map((each) => each.latency));
  const firstToken = mergeHistograms(usage.map((each) => each.firstToken));
  return {
    requests: sum(requestsOf),
    errors: sum((each) => each.failed),
    refusals: sum((each) => each.refused),
    stopped: sum((each) => each.stopped),
    ...percentilesOf(latency, firstToken),
    tokens: sum((each) => inputOf(each) + each.outputTokens),
    costNano: usage.reduce((total, each) => total + each.cost, 0n).toString(),
    priceNano: usage.reduce((total, each) => total + each.price, 0n).toString(),
  };
}

export function requestsOf(each: RolledUsage): number {
  return each.ok + each.stopped + each.refused + each.failed;
}

/** Tokens that were sent, whether the provider had them cached or not. */
export function inputOf(each: RolledUsage): number {
  return each.inputTokens + each.cacheReadTokens + each.cacheWriteTokens;
}

function percentilesOf(latency: Histogram, firstToken: Histogram) {
  return {
    latencyP50: quantileOf(latency, 0.5),
    latencyP95: quantileOf(latency, 0.95),
    latencyP99: quantileOf(latency, 0.99),
    firstTokenP95: quantileOf(firstToken, 0.95),
  };
}
