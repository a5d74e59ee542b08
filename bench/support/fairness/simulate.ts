import type { FairRequest } from '@/lib/traffic/fair/fair-schedule';
import { Draw } from './draw';

/** A tenant that always has requests waiting from `from` on, in ms of simulated time, except between the two of `idle`. */
export interface Backlogged {
  flow: string;
  weight: number;
  idle?: [from: number, until: number];
}

/** A schedule of either kind: starts a request by calling `begin`, at once or while another ends. */
export interface Schedule {
  enter(request: FairRequest, begin: (end: (actual: number, at: number) => void) => void): void;
}

interface Running {
  flow: number;
  since: number;
  until: number;
  end(actual: number, at: number): void;
}

/** How many of a flow wait at any time: more than the slots, so that it could take all of them. */
const DEPTH = 32;

/**
 * Serves backlogged tenants on `slots` slots for `ms` of simulated time. A request's cost is the time that it takes a slot,
 * log-normal with mean `meanMs`; its estimate is wrong by half, up or down. `onStep` is told, at each end of a turn, the time and
 * what each tenant was served by then, turns in progress with what they had so far.
 */
export function simulate(
  run: { slots: number; ms: number; meanMs: number; sigma: number; seed: number },
  tenants: Backlogged[],
  schedule: Schedule,
  onStep: (at: number, served: number[]) => void,
): void {
  const draw = new Draw(run.seed);
  const running: Running[] = [];
  const done = tenants.map(() => 0);
  const waiting = tenants.map(() => 0);
  let now = 0;
  const idles = ({ idle }: Backlogged) => idle && now >= idle[0] && now < idle[1];
  const fill = () =>
    tenants.forEach((tenant, flow) => {
      while (!idles(tenant) && (waiting[flow] ?? 0) < DEPTH) ask(tenant, flow);
    });
  const ask = ({ flow: id, weight }: Backlogged, flow: number) => {
    const actual = run.meanMs * draw.logNormal(run.sigma);
    const cost = actual * (draw.unit() < 0.5 ? 0.5 : 1.5);
    const limits = { queueLimit: 1_000_000, maxWaitMs: Number.POSITIVE_INFINITY };
    waiting[flow] = (waiting[flow] ?? 0) + 1;
    schedule.enter({ flow: id, weight, cost, ...limits }, (end) => {
      waiting[flow] = (waiting[flow] ?? 0) - 1;
      running.push({ flow, since: now, until: now + actual, end });
    });
  };
  fill();
  while (now < run.ms) {
    const next = earliest(running);
    now = next.until;
    onStep(now, servedAt(now, done, running));
    running.splice(running.indexOf(next), 1);
    done[next.flow] = (done[next.flow] ?? 0) + next.until - next.since;
    fill();
    next.end(next.until - next.since, now);
  }
}

function earliest(running: Running[]): Running {
  let first = running[0];
  if (!first) throw new Error('No slot is busy though requests wait.');
  for (const each of running) if (each.until < first.until) first = each;
  return first;
}

function servedAt(now: number, done: number[], running: Running[]): number[] {
  const served = [...done];
  for (const { flow, since } of running) served[flow] = (served[flow] ?? 0) + now - since;
  return served;
}
