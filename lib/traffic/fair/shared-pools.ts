import { isAway, type RedisClient } from '@/lib/kv/redis-client';
import { log } from '@/lib/log';
import type { FlowShare } from './fair-schedule';
import { readShares } from './shared-schedule';

/** Where the queues of all pools are listed. */
const POOLS = '{queues}:pools';
/** How often a process that uses a pool says so, by the process's own time. */
const NOTED_MS = 60_000;
/** After so long without use a queue holds nobody. */
const LONGEST_MS = 3_600_000;

const NOTE = `
local time = redis.call('TIME')
redis.call('ZADD', KEYS[1], time[1], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. string.format('%d', time[1] - ${LONGEST_MS / 1_000}))
`;

const LIST = "return redis.call('ZRANGE', KEYS[1], 0, -1)";

/** Says in Redis which queues a process uses, so that every process can look at all of them. */
export class SharedPools {
  readonly #client: RedisClient;
  #notedAt = 0;
  readonly #noted = new Set<string>();

  constructor(client: RedisClient) {
    this.#client = client;
    // One that came back empty has heard of none.
    client.onReady(() => this.#noted.clear());
  }

  /** `key`: where the queue is kept. Returns at once; while Redis is away it is said at a later use. */
  note(key: string, nowMs: number): void {
    if (nowMs - this.#notedAt > NOTED_MS) {
      this.#noted.clear();
      this.#notedAt = nowMs;
    }
    if (this.#noted.has(key)) return;
    this.#noted.add(key);
    this.#client.runScript(NOTE, [POOLS], [key]).catch((err: unknown) => {
      this.#noted.delete(key);
      if (!isAway(err)) log.warn({ err }, 'a queue was not listed');
    });
  }

  /** Of each queue that any process used in the last hour and that is none of `own`; nothing while Redis is away. */
  async sharesBut(own: ReadonlySet<string>): Promise<FlowShare[]> {
    try {
      const listed = await this.#client.runScript(LIST, [POOLS], []);
      const others = (listed as Buffer[]).map(String).filter((key) => !own.has(key));
      const shares = await Promise.all(others.map((key) => readShares(this.#client, key)));
      return shares.flat();
    } catch (error) {
      if (isAway(error)) return [];
      throw error;
    }
  }
}
