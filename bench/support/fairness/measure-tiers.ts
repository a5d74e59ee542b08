import { atLeast, atMost, type BenchReport, mean, round } from '../report';
import { fairSchedule, fifoSchedule } from './schedules';
import { type Backlogged, type Schedule, simulate } from './simulate';

const SLOTS = 16;
const WINDOW_MS = 10_000;
const MS = 600_000;
const RUN = { slots: SLOTS, ms: MS, meanMs: 60, sigma: 0.8 };
/** Largest cost that is drawn: three deviations above the median. */
const LARGEST = RUN.meanMs * Math.exp(3 * RUN.sigma - RUN.sigma ** 2 / 2);
const TIERS: Backlogged[] = [
  { flow: 'free', weight: 1 },
  { flow: 'professional', weight: 4 },
  { flow: 'enterprise', weight: 16 },
];

interface Outcome {
  /** Jain's index of the weighted service of each window. */
  jain: number[];
  /** Largest difference of weighted service of two tiers over any span of time. */
  gap: number;
  /** Of what the slots could have served. */
  throughput: number;
}

/**
 * Three tiers that always have requests waiting, costs log-normal, estimates wrong by half, ten minutes of simulated time
 * under the fair schedule and under FIFO.
 */
export function measureTiers(report: BenchReport, seeds: number): void {
  const fair = outcomes(fairSchedule, seeds);
  const fifo = outcomes(fifoSchedule, seeds);
  // Theorem 4.4 of the paper bounds the difference of two backlogged clients by twice the most that a full batch can cost.
  const vtcBound = 2 * SLOTS * LARGEST;
  const worst = (all: Outcome[]) => ({
    jain: Math.min(...all.flatMap(({ jain }) => jain)),
    gap: Math.max(...all.map(({ gap }) => gap)) / vtcBound,
    throughput: mean(all.map(({ throughput }) => throughput)),
  });
  const [ours, theirs] = [worst(fair), worst(fifo)];
  for (const [arm, { jain, gap, throughput }] of [
    ['fair', ours],
    ['FIFO', theirs],
  ] as const)
    report.results.push({
      tiers: arm,
      "Jain's index, worst 10 s": round(jain, 5),
      "largest gap over VTC's bound": round(gap),
      throughput: round(throughput, 4),
    });
  report.targets.push(
    atLeast("Jain's index of weighted service, worst 10 s", round(ours.jain, 5), 0.999),
    atMost("largest weighted gap over VTC's bound", round(ours.gap), 0.1),
    atLeast('throughput over FIFO', round(ours.throughput / theirs.throughput, 4), 0.98),
  );
}

function outcomes(make: (slots: number) => Schedule, seeds: number): Outcome[] {
  return Array.from({ length: seeds }, (_, seed) => outcome(make(SLOTS), seed + 1));
}

function outcome(schedule: Schedule, seed: number): Outcome {
  const gaps = new Gaps(TIERS.map(({ weight }) => weight));
  const jain: number[] = [];
  let before = TIERS.map(() => 0);
  // In the first window the tier that came first had all slots to itself.
  let windowEnd = 2 * WINDOW_MS;
  let last: number[] = before;
  simulate({ ...RUN, seed }, TIERS, schedule, (at, served) => {
    last = served;
    if (at < WINDOW_MS) before = served;
    else gaps.add(served);
    if (at < windowEnd) return;
    jain.push(jainIndex(served.map((each, n) => (each - (before[n] ?? 0)) / weightOf(n))));
    before = served;
    windowEnd += WINDOW_MS;
  });
  const total = last.reduce((sum, each) => sum + each, 0);
  return { jain, gap: gaps.largest, throughput: total / (SLOTS * MS) };
}

const weightOf = (tier: number) => TIERS[tier]?.weight ?? 1;

function jainIndex(shares: number[]): number {
  const sum = shares.reduce((total, each) => total + each, 0);
  return sum ** 2 / (shares.length * shares.reduce((total, each) => total + each ** 2, 0));
}

/** The largest change, over any span of time, of the difference between two tenants' weighted service. */
class Gaps {
  readonly #weights: number[];
  readonly #spans = new Map<string, { least: number; most: number }>();

  constructor(weights: number[]) {
    this.#weights = weights;
  }

  add(served: number[]): void {
    const weighted = served.map((each, n) => each / (this.#weights[n] ?? 1));
    for (let i = 0; i < weighted.length; i++)
      for (let j = 0; j < i; j++) this.#note(`${i}/${j}`, (weighted[i] ?? 0) - (weighted[j] ?? 0));
  }

  #note(pair: string, difference: number): void {
    const { least, most } = this.#spans.get(pair) ?? { least: difference, most: difference };
    const span = { least: Math.min(least, difference), most: Math.max(most, difference) };
    this.#spans.set(pair, span);
  }

  get largest(): number {
    return Math.max(...[...this.#spans.values()].map(({ least, most }) => most - least));
  }
}
