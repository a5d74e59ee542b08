import { localQueue } from '@/lib/traffic/fair/local-queue';
import { atMost, type BenchReport, percentile, round } from '../report';
import { Draw } from './draw';
import { fifoQueue } from './fifo-queue';
import { type Arrival, type FloodArm, runFloodArm } from './flood-arm';
import { onOwnServer } from './own-server';

export const SLOTS = 16;
const VICTIMS = 9;
const FLOOD = 10_000;
const FLOODERS = 16;
const MEAN_MS = 100;
const SIGMA = 1;
/** By then the flood has been taken in. */
const SETTLED_MS = 1_000;
/** Of the slots, to each of equal tenants that all want more. */
const OWED = SLOTS / (VICTIMS + FLOODERS);
/** A turn waits for the end of another, which a machine of one's own never does. */
const MOST_OVER_OWN = 1.1;
/** The place of that arm. */
const EQUAL = 4;
export const LOADS = [
  { load: 0.3, most: 1.05 },
  { load: 0.6, most: 1.15 },
];

/**
 * Nine victims, with and without a flood, each arm with the same arrivals at the same moments in one event loop, so that what
 * else the machine does meets all arms alike. One flooder has the victims' weight. Sixteen are on the free plan (1) and the
 * victims on the enterprise plan (16): nine of 25 equal tenants are owed 5.8 of 16 slots, and would want 9.6 at load 0.6.
 */
export async function measureFlood(report: BenchReport, seconds: number): Promise<void> {
  await Promise.all(LOADS.map((each) => measureLoad(report, each, seconds)));
}

async function measureLoad(
  report: BenchReport,
  { load, most }: (typeof LOADS)[number],
  seconds: number,
): Promise<void> {
  const victims = arrivals(new Draw(7), load, seconds * 1_000);
  const arms = armsOf();
  const latencies = await Promise.all(arms.map((arm) => runFloodArm(arm, victims)));
  const p99 = latencies.map((each) => percentile(each, 0.99));
  const ratio = (index: number) => round((p99[index] ?? 0) / (p99[0] ?? 1));
  arms.forEach(({ name }, index) => {
    report.results.push({
      load,
      arm: name,
      victims: victims.length,
      'P50 ms': round(percentile(latencies[index] ?? [], 0.5), 1),
      'P99 ms': round(p99[index] ?? 0, 1),
      'P99 over quiet': ratio(index),
    });
  });
  report.targets.push(
    atMost(`P99 over quiet, one flooder, load ${load}`, ratio(1), most),
    atMost(`P99 over quiet, 16 flooders, load ${load}`, ratio(2), most),
    atMost(
      `P99 over that of a machine of one's own, 16 flooders of equal weight, load ${load}`,
      round((p99[EQUAL] ?? 0) / percentile(onOwnServer(victims, OWED), 0.99)),
      MOST_OVER_OWN,
    ),
  );
}

function armsOf(): FloodArm[] {
  const weights = { victimWeight: 4, floodWeight: 4 };
  return [
    { name: 'quiet', queue: localQueue(SLOTS), floods: [], ...weights },
    { name: 'one flooder', queue: localQueue(SLOTS), floods: floodOf(1), ...weights },
    {
      ...{ name: '16 flooders', queue: localQueue(SLOTS), floods: floodOf(FLOODERS) },
      ...{ victimWeight: 16, floodWeight: 1 },
    },
    { name: 'one flooder, FIFO', queue: fifoQueue(SLOTS), floods: floodOf(1), ...weights },
    // At load 0.6 the victims want more than is theirs, so quiet says nothing of what they are owed.
    {
      ...{ name: '16 flooders, equal weight', queue: localQueue(SLOTS) },
      ...{ floods: floodOf(FLOODERS), ...weights },
    },
  ];
}

/** Poisson arrivals of all victims together, each request of one of them. */
export function arrivals(draw: Draw, load: number, ms: number): Arrival[] {
  const between = MEAN_MS / (SLOTS * load);
  const all: Arrival[] = [];
  for (let at = SETTLED_MS; at < ms; at += draw.pause() * between)
    all.push({
      at,
      flow: `victim ${draw.below(VICTIMS)}`,
      serviceMs: MEAN_MS * draw.logNormal(SIGMA),
    });
  return all;
}

export function floodOf(tenants: number): Arrival[] {
  const draw = new Draw(11);
  return Array.from({ length: FLOOD }, (_, index) => ({
    at: 0,
    flow: `flooder ${index % tenants}`,
    serviceMs: MEAN_MS * draw.logNormal(SIGMA),
  }));
}
