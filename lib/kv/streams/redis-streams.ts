import type { RedisClient } from '../redis-client';
import { KEPT_MS } from './local-streams';

/** A stream whose writer is not heard of for so long is gone with its process. */
const LIFE_MS = 30_000;
const STOP_MS = 60_000;
/** Between two looks at a stream that another process writes. */
const POLL_MS = 120;
/** Entries of one reply. */
const PAGE = 500;

/** KEYS: list, claim. ARGV: life, mark. 1 when the name was free. */
const BEGIN = `
if redis.call('EXISTS', KEYS[1], KEYS[2]) > 0 then return 0 end
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[1])
return 1`;

/**
 * KEYS: list, claim, stop, index. ARGV: life, mark, id, info, '1' at the end, place of the first entry, entries. What is there already is not
 * added twice. Gives how many there are, and whether somebody wants it to stop.
 */
const SYNC = `
local count = redis.call('LLEN', KEYS[1])
for i = 7, #ARGV do
  if tonumber(ARGV[6]) + i - 7 == count then
    redis.call('RPUSH', KEYS[1], ARGV[i])
    count = count + 1
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[1])
if ARGV[5] == '1' then redis.call('HDEL', KEYS[4], ARGV[3])
elseif ARGV[4] ~= '' then
  redis.call('HSET', KEYS[4], ARGV[3], ARGV[4])
  redis.call('PEXPIRE', KEYS[4], ARGV[1])
end
return {count, redis.call('EXISTS', KEYS[3])}`;

/** KEYS: list, claim. ARGV: from, to. False when there is no such stream. */
const READ = `
if redis.call('EXISTS', KEYS[1], KEYS[2]) == 0 then return false end
return redis.call('LRANGE', KEYS[1], ARGV[1], ARGV[2])`;

/** KEYS: claim. */
const MARK = `return redis.call('GET', KEYS[1])`;

/** KEYS: stop. ARGV: life. */
const STOP = `return redis.call('SET', KEYS[1], '', 'PX', ARGV[1])`;

/** KEYS: index. */
const LIST = `return redis.call('HGETALL', KEYS[1])`;

/** What the writer has beyond what Redis has. */
export interface Unsent {
  /** How many entries come before. */
  first: number;
  entries: readonly Buffer[];
  mark: Buffer;
  info: Buffer | undefined;
  ended: boolean;
}

/** Streams that other processes read. Names carry their tenant and their owner; entries are sealed. Throws `store_unavailable`. */
export class RedisStreams {
  readonly #redis: RedisClient;

  constructor(redis: RedisClient) {
    this.#redis = redis;
  }

  /** Whether the name was free. */
  async begin(name: string, mark: Buffer): Promise<boolean> {
    return (await this.#redis.runScript(BEGIN, [name, `${name}:claim`], [LIFE_MS, mark])) === 1;
  }

  /** How many entries Redis has now, and whether somebody wants the stream to stop. */
  async sync(owner: string, id: string, unsent: Unsent): Promise<{ count: number; stop: boolean }> {
    const name = `${owner}${id}`;
    const reply = await this.#redis.runScript(
      SYNC,
      [name, `${name}:claim`, `${name}:stop`, `${owner}index`],
      [
        unsent.ended ? KEPT_MS : LIFE_MS,
        unsent.mark,
        id,
        unsent.info ?? '',
        unsent.ended ? '1' : '',
        unsent.first,
        ...unsent.entries.slice(0, PAGE),
      ],
    );
    const [count, stop] = Array.isArray(reply) ? reply : [];
    return { count: Number(count), stop: stop === 1 };
  }

  /** Entries behind the first `after`, at most 500; undefined when there is no such stream. */
  async read(name: string, after: number): Promise<Buffer[] | undefined> {
    const range = [after, after + PAGE - 1];
    const reply = await this.#redis.runScript(READ, [name, `${name}:claim`], range);
    return Array.isArray(reply) ? reply.filter((each) => Buffer.isBuffer(each)) : undefined;
  }

  /** Whose it is; undefined when there is no such stream. */
  async mark(name: string): Promise<Buffer | undefined> {
    const mark = await this.#redis.runScript(MARK, [`${name}:claim`], []);
    return Buffer.isBuffer(mark) ? mark : undefined;
  }

  /** Its writer hears of it within a moment. */
  async stop(name: string): Promise<void> {
    await this.#redis.runScript(STOP, [`${name}:stop`], [STOP_MS]);
  }

  /** Of the owner, by id. */
  async list(owner: string): Promise<[id: string, info: Buffer][]> {
    const reply = await this.#redis.runScript(LIST, [`${owner}index`], []);
    const flat = Array.isArray(reply) ? reply.filter((each) => Buffer.isBuffer(each)) : [];
    return flat.flatMap((info, place) => {
      const id = flat[place - 1];
      return place % 2 === 1 && id ? [[id.toString('utf8'), info] as [string, Buffer]] : [];
    });
  }
}

/**
 * The entries behind the first `after`, of which `first` was read, as they come. Ends without a last entry when the process
 * that writes it is gone.
 */
export async function* remoteEntries(
  redis: RedisStreams,
  name: string,
  { after, first }: { after: number; first: Buffer[] },
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let next = after;
  for (let page: Buffer[] | undefined = first; page; ) {
    for (const entry of page) {
      if (signal.aborted) return;
      next += 1;
      yield entry;
    }
    if (page.length === 0) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    if (signal.aborted) return;
    page = await redis.read(name, next);
  }
}
