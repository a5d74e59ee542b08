import { parseArgs } from 'node:util';
import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { newId } from '@/lib/ids';
import { namespaceName } from '@/lib/keys/namespace-name';
import { MemoryLimiter } from '@/lib/kv/memory-limiter';
import { FairSchedule } from '@/lib/traffic/fair/fair-schedule';
import { rateHeaders } from '@/lib/traffic/rate-headers';
import { atMost, type BenchReport, newReport, percentile, round } from '../report';
import { Backlog } from './backlog';

const FEW = 10;
const MANY = 10_000;
const SLOTS = 16;
const COST = 1_000;
const BLOCK = 20_000;
const START = 1_700_000_000_000;
/** Of one decision of a tenant to its next. */
const EACH_MS = 1_000;
const LIMITS = {
  requestsPerMinute: 1_000_000,
  burstPerSecond: 100_000,
  tokensPerMinute: 1_000_000_000,
  inFlight: 1_000,
};

/** One installation: its limiter and its schedule, and the tenants in the order in which they ask. */
class World {
  readonly limiter = new MemoryLimiter();
  readonly schedule: FairSchedule<() => void>;
  readonly #tenants: string[];
  #backlog: Backlog | undefined;
  #next = 0;

  constructor(tenants: number) {
    this.schedule = new FairSchedule<() => void>(SLOTS, () => undefined);
    this.#tenants = Array.from({ length: tenants }, () => asRead(newId()));
  }

  /** Of simulated time, from one decision to the next. */
  get stepMs(): number {
    return EACH_MS / this.#tenants.length;
  }

  /** A turn of those that wait all the time, in a schedule of its own. */
  turn(now: number): void {
    this.#backlog ??= new Backlog(this.#tenants, SLOTS, now);
    this.#backlog.turn(now);
  }

  /** A whole decision, as the gateway and `admit` take one: named, admitted, given a turn, and both ended. */
  decide(now: number): Record<string, string> {
    const tenantId = this.#tenants[this.#next++ % this.#tenants.length] ?? '';
    const name = `${namespaceName('kv', tenantId)}:admission`;
    const subject = { name, tenantId, limits: LIMITS, own: () => undefined };
    const admitted = this.limiter.decide([subject], COST);
    const request = { flow: tenantId, weight: 4, cost: COST, queueLimit: 100, maxWaitMs: 60_000 };
    const ticket = this.schedule.enter(request, () => undefined, now);
    if (!('refused' in ticket)) this.schedule.end(ticket, COST, now);
    if (!admitted.admitted) return {};
    this.limiter.release(admitted.ticket, COST);
    const usage = admitted.usage[0] ?? { requests: 0, burst: 0, tokens: 0 };
    return rateHeaders([{ scope: 'tenant', limits: LIMITS, usage }]);
  }
}

/** As one piece, which is how PostgreSQL's driver gives it: a new id is a rope of twenty, each fetched anew from memory. */
function asRead(id: string): string {
  return Buffer.from(id).toString();
}

/** Blocks of decisions of few and of many tenants in turn, then the memory that idle tenants keep. */
export function measureScale(name: string, args: string[]): BenchReport {
  const { values } = parseArgs({ args, options: { rounds: { type: 'string', default: '30' } } });
  const report = newReport(name, [`${FEW} tenants`, `${MANY} tenants`]);
  const time = new SimulatedClock(START);
  const undo = setClock(time);
  try {
    const worlds = { few: new World(FEW), many: new World(MANY) };
    const inTurn = (what: string, step: (world: World, now: number) => void): number => {
      const block = (world: World) => {
        const before = process.cpuUsage();
        for (let n = 0; n < BLOCK; n++) {
          time.advanceTo(time.now() + world.stepMs);
          step(world, clock().now());
        }
        const { user, system } = process.cpuUsage(before);
        return (user + system) / BLOCK;
      };
      for (const world of [worlds.few, worlds.many, worlds.few, worlds.many]) block(world);
      const micros = { few: [] as number[], many: [] as number[] };
      for (let round = 0; round < Number(values.rounds); round++)
        for (const arm of round % 2 ? (['many', 'few'] as const) : (['few', 'many'] as const))
          micros[arm].push(block(worlds[arm]));
      const middle = (arm: 'few' | 'many') => round(percentile(micros[arm], 0.5));
      report.results.push(
        { tenants: FEW, [`cpu_microseconds_a_${what}`]: middle('few') },
        { tenants: MANY, [`cpu_microseconds_a_${what}`]: middle('many') },
      );
      const ratios = micros.many.map((each, n) => each / (micros.few[n] ?? each));
      return round(percentile(ratios, 0.5));
    };
    const decision = inTurn('decision', (world, now) => void world.decide(now));
    const turn = inTurn('turn_while_all_wait', (world, now) => world.turn(now));
    report.targets.push(
      atMost('decision_of_many_over_few', decision, 1.15),
      // A heap of those that wait is that much deeper.
      atMost('turn_while_all_wait_of_many_over_few', turn, round(Math.log(MANY) / Math.log(FEW))),
      atMost('idle_tenant_bytes', idleBytes(time), 1_024),
    );
    return report;
  } finally {
    undo();
  }
}

/** Heap that a tenant keeps a minute after it asked; a few go on asking. */
function idleBytes(time: SimulatedClock): number {
  const { gc } = globalThis;
  if (!gc) throw new Error('Run with --expose-gc.');
  const world = new World(MANY);
  gc();
  const before = process.memoryUsage();
  for (let n = 0; n < MANY; n++) world.decide(time.now());
  time.advanceTo(time.now() + 62_000);
  for (let n = 0; n < FEW; n++) world.decide(time.now());
  world.limiter.forgetIdle();
  gc();
  const after = process.memoryUsage();
  const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  world.decide(time.now());
  return Math.max(0, Math.round(grown / MANY));
}
