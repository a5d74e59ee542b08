import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisServer } from '@/e2e/support/redis-server';
import { RedisClient } from '../redis-client';
import { LocalStreams, localEntries, MOST_BYTES } from './local-streams';
import { mirror } from './mirror';
import { RedisStreams, remoteEntries } from './redis-streams';

const OWNER = 'ns:streams:user:ada:';
const MARK = Buffer.from('mark');
const never = new AbortController().signal;

let server: RedisServer;
let client: RedisClient;
let redis: RedisStreams;
beforeAll(async () => {
  server = await RedisServer.start();
  client = new RedisClient(server.url, 30_000);
  redis = new RedisStreams(client);
});
afterAll(async () => {
  await client.close();
  await server.stop();
});

async function all(entries: AsyncIterable<Buffer>): Promise<string> {
  const read: string[] = [];
  for await (const entry of entries) read.push(entry.toString());
  return read.join(' ');
}

/** What another process reads to the end, from its first look at it. */
async function elsewhere(id: string, after = 0): Promise<string> {
  const name = OWNER + id;
  let first = await redis.read(name, after);
  while (!first) first = await redis.read(name, after);
  let text = '';
  const reading = new AbortController();
  for await (const entry of remoteEntries(redis, name, { after, first }, reading.signal)) {
    text += `${entry} `;
    if (entry.toString() === 'end') reading.abort();
  }
  return text.trim();
}

function begun(local: LocalStreams, id: string, stop = () => {}) {
  const stream = local.begin(OWNER + id, MARK, stop);
  if (!stream) throw new Error('There is one already.');
  const write = (text: string) => local.append(stream, Buffer.from(text));
  return { stream, write, end: () => local.end(OWNER + id, stream) };
}

it('gives every reader of the process every entry once, wherever it begins', async () => {
  const local = new LocalStreams();
  const { stream, write, end } = begun(local, 'a');
  write('0');
  const readers = [0, 1, 2].map((after) => all(localEntries(stream, after, never)));
  for (const each of ['1', '2', '3']) {
    write(each);
    await new Promise(setImmediate);
  }
  const late = all(localEntries(stream, 0, never));
  end();
  expect(await Promise.all([...readers, late])).toEqual(['0 1 2 3', '1 2 3', '2 3', '0 1 2 3']);
  expect(local.begin(`${OWNER}a`, MARK, () => {})).toBeUndefined();
});

it('lets a reader leave, and forgets what is under a prefix', async () => {
  const local = new LocalStreams();
  const { stream } = begun(local, 'b');
  const left = new AbortController();
  const reading = all(localEntries(stream, 0, left.signal));
  left.abort();
  expect(await reading).toBe('');
  expect(local.running(OWNER)).toHaveLength(1);
  expect(local.forget('other:')).toBe(0);
  expect(local.forget(OWNER)).toBe(1);
  expect(local.get(`${OWNER}b`)).toBeUndefined();
});

it('keeps ended streams while there is room for them, the newest longest', () => {
  const local = new LocalStreams();
  for (let n = 0; n < 20; n += 1) {
    const { stream, end } = begun(local, `big${n}`);
    local.append(stream, Buffer.alloc(MOST_BYTES));
    end();
  }
  expect(local.get(`${OWNER}big0`)).toBeUndefined();
  expect(local.get(`${OWNER}big19`)).toBeDefined();
});

it('is read in another process in order, without a gap or a double', async () => {
  const local = new LocalStreams();
  expect(await redis.begin(`${OWNER}c`, MARK)).toBe(true);
  expect(await redis.begin(`${OWNER}c`, MARK)).toBe(false);
  const { stream, write, end } = begun(local, 'c');
  const copied = mirror(redis, OWNER, 'c', stream);
  const reading = elsewhere('c');
  const expected = Array.from({ length: 1_200 }, (_, n) => String(n));
  for (const each of expected) {
    write(each);
    if (Number(each) % 100 === 0) await new Promise(setImmediate);
  }
  const later = elsewhere('c', 700);
  write('end');
  end();
  await copied;
  expect(await reading).toBe([...expected, 'end'].join(' '));
  expect(await later).toBe([...expected.slice(700), 'end'].join(' '));
});

it('is whole again in a Redis that lost what it had', async () => {
  const local = new LocalStreams();
  const { stream, write, end } = begun(local, 'd');
  const copied = mirror(redis, OWNER, 'd', stream);
  write('0');
  while ((await redis.read(`${OWNER}d`, 0).catch(() => undefined))?.length !== 1);
  await client.runScript("return redis.call('FLUSHALL')", [], []);
  write('1');
  write('end');
  end();
  await copied;
  expect(await elsewhere('d')).toBe('0 1 end');
});

it('hears that another process wants it to stop, and is listed until it ends', async () => {
  const local = new LocalStreams();
  let stopped = () => {};
  const hears = new Promise<void>((resolve) => {
    stopped = resolve;
  });
  const { stream, write, end } = begun(local, 'e', () => stopped());
  stream.info = Buffer.from('about');
  const copied = mirror(redis, OWNER, 'e', stream);
  write('0');
  while ((await redis.list(OWNER)).length === 0);
  expect(await redis.list(OWNER)).toEqual([['e', Buffer.from('about')]]);
  expect(await redis.mark(`${OWNER}e`)).toEqual(MARK);
  await redis.stop(`${OWNER}e`);
  await hears;
  write('end');
  end();
  await copied;
  expect(await redis.list(OWNER)).toEqual([]);
  expect(await redis.mark(`${OWNER}nothing`)).toBeUndefined();
  expect(await redis.read(`${OWNER}nothing`, 0)).toBeUndefined();
});
