import { atMost, type BenchReport, round } from '../report';
import { fairSchedule, fifoSchedule } from './schedules';
import { type Schedule, simulate } from './simulate';

const SLOTS = 16;
const IDLE: [number, number] = [5_000, 30_000];
const WINDOW_MS = 10_000;
const RUN = { slots: SLOTS, ms: IDLE[1] + WINDOW_MS, meanMs: 100, sigma: 0.8 };

/** Two tenants of equal weight; one returns after 25 s in which the other had all. Its share of the 10 s from then on. */
export function measureReturn(report: BenchReport, seeds: number): void {
  const arms = { fair: fairSchedule, FIFO: fifoSchedule };
  for (const [arm, make] of Object.entries(arms)) {
    const shares = Array.from({ length: seeds }, (_, seed) => shareOnReturn(make(SLOTS), seed + 1));
    const most = round(Math.max(...shares), 4);
    report.results.push({ 'returns from idle': arm, 'largest share of 10 s': most });
    if (arm === 'fair')
      report.targets.push(atMost('share of who returns from idle, 10 s', most, 0.52));
  }
}

function shareOnReturn(schedule: Schedule, seed: number): number {
  const tenants = [
    { flow: 'stays', weight: 1 },
    { flow: 'returns', weight: 1, idle: IDLE },
  ];
  let before: number[] = [0, 0];
  let last: number[] = [0, 0];
  simulate({ ...RUN, seed }, tenants, schedule, (at, served) => {
    if (at < IDLE[1]) before = served;
    last = served;
  });
  const [stays = 0, returns = 0] = last.map((each, n) => each - (before[n] ?? 0));
  return returns / (stays + returns);
}
