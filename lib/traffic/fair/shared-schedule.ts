import { newId } from '@/lib/ids';
import type { RedisClient } from '@/lib/kv/redis-client';
import type { FairRequest, FlowShare, QueueRefusal } from './fair-schedule';
import { REDIS_SCHEDULE } from './redis-schedule';

export interface RedisScheduleOptions {
  client: RedisClient;
  /** Where the schedule is kept. */
  key: string;
  /** How many slots all processes share now, as far as this one knows; the fewest that one of them says count. */
  slots: () => number;
  /** After so long without a word a process holds nothing any more. */
  leaseMs?: number;
  /** Milliseconds since the epoch; by default the server's clock. */
  now?: () => number;
}

/** Who has a part in the queue that is kept there, for a process that may have none. Rejects with `store_unavailable` when Redis is away. */
export async function readShares(
  client: RedisClient,
  key: string,
  nowMs = 0,
): Promise<FlowShare[]> {
  const reply = await client.runScript(REDIS_SCHEDULE, [key], [nowMs, 1, '', 0, 0, 'shares']);
  const [outcome] = reply as [unknown[][]];
  return outcome.map((each) => {
    const [flow = '', weight, slots, waiting] = each.map(String);
    return { flow, weight: Number(weight), slots: Number(slots), waiting: Number(waiting) };
  });
}

const LEASE_MS = 30_000;
/** A number that the script can read stands for no limit. */
const FOREVER_MS = 1e15;

/** One process' part in a schedule that is kept in Redis. */
export class SharedSchedule {
  /** Processes that took part lately, this one among them. */
  processes = 1;
  readonly renewMs: number;
  readonly #options: RedisScheduleOptions;
  readonly #started: (id: string) => void;
  readonly #process = newId();
  readonly #leaseMs: number;
  #joined = false;
  #lost = false;
  /** What Redis has yet to hear, in order. */
  readonly #unsaid: ['end' | 'leave', string, number][] = [];

  /** `started` is told the id of each request of this process that starts. */
  constructor(options: RedisScheduleOptions, started: (id: string) => void) {
    this.#options = options;
    this.#started = started;
    this.#leaseMs = options.leaseMs ?? LEASE_MS;
    this.renewMs = this.#leaseMs / 3;
  }

  get hasUnsaid(): boolean {
    return this.#unsaid.length > 0;
  }

  /** Rejects with `store_unavailable` when Redis is away. */
  async enter(id: string, request: FairRequest): Promise<'entered' | QueueRefusal> {
    const { flow, name = flow, weight, cost, queueLimit, maxWaitMs } = request;
    const limits = [queueLimit, Math.min(maxWaitMs, FOREVER_MS)];
    const outcome = await this.#call(['enter', id, name, flow, weight, cost, ...limits]);
    const [how, ms = '0', waiting = '0'] = outcome.map(String);
    if (how === 'entered') return 'entered';
    if (how === 'queue_full' || how === 'too_late')
      return { refused: how, retryAfterMs: Number(ms), waiting: Number(waiting) };
    throw new Error('A queue holds a flow under the name of another.');
  }

  /** Has a turn counted that runs here already; nothing when it is. Rejects with `store_unavailable` when Redis is away. */
  async adopt(id: string, { flow, name = flow, weight, cost }: FairRequest): Promise<void> {
    await this.#call(['adopt', id, name, flow, weight, cost]);
  }

  /** Now, or at the first look after Redis is back. Never rejects. */
  async say(what: 'end' | 'leave', id: string, actualCost: number): Promise<void> {
    await this.#call([what, id, actualCost]).catch(() => {
      this.#unsaid.push([what, id, actualCost]);
    });
  }

  /**
   * Says what was not said, and hears what started. `lost`: since the last look Redis had forgotten this process, and so
   * what it had entered until then.
   */
  async look(): Promise<'known' | 'lost'> {
    for (let next = this.#unsaid[0]; next; next = this.#unsaid[0]) {
      await this.#call(next);
      this.#unsaid.shift();
    }
    await this.#call(['tick']);
    const lost = this.#lost;
    this.#lost = false;
    return lost ? 'lost' : 'known';
  }

  async shares(): Promise<FlowShare[]> {
    return readShares(this.#options.client, this.#options.key, this.#options.now?.());
  }

  async #call(args: (string | number)[]): Promise<unknown[]> {
    const { client, key, slots, now } = this.#options;
    const head = [now?.() ?? 0, slots(), this.#process, this.#leaseMs, this.#joined ? 1 : 0];
    const reply = await client.runScript(REDIS_SCHEDULE, [key], [...head, ...args]);
    const [outcome, processes, known, started] = reply as [unknown[], number, number, Buffer[]];
    this.processes = processes;
    this.#lost ||= this.#joined && known === 0;
    this.#joined = true;
    for (const id of started) this.#started(id.toString());
    return outcome;
  }
}
