import { RedisServer } from '@/e2e/support/redis-server';
import { RedisClient } from '@/lib/kv/redis-client';
import { localQueue } from '@/lib/traffic/fair/local-queue';
import { atMost, type BenchReport, percentile, round } from '../report';
import { Draw } from './draw';
import { beginFlood, takenIn } from './flood-arm';
import { arrivals, floodOf, LOADS, SLOTS } from './measure-flood';
import { redisQueues } from './redis-queues';

/** What shares the queue. */
const PROCESSES = 2;
/** Within which a process hears that another's end has started a turn of its own. */
const HEARD_MS = 20;
/** A Redis that takes a whole flood in answers late, and is not away. */
const PATIENCE_MS = 60_000;
const WEIGHTS = { victimWeight: 4, floodWeight: 4 };

/** As `measureFlood` with one flooder, and the queue in Redis, shared by processes that all serve flood and victims alike. */
export async function measureSharedFlood(report: BenchReport, seconds: number): Promise<void> {
  const redis = await RedisServer.start();
  const client = new RedisClient(redis.url, PATIENCE_MS);
  try {
    for (const each of LOADS) await measureLoad(report, each, seconds, client);
  } finally {
    await client.close();
    await redis.stop();
  }
}

async function measureLoad(
  report: BenchReport,
  { load, most }: (typeof LOADS)[number],
  seconds: number,
  client: RedisClient,
): Promise<void> {
  const victims = arrivals(new Draw(7), load, seconds * 1_000);
  const queue = redisQueues(client, PROCESSES, SLOTS);
  const quiet = { name: 'quiet', queue: localQueue(SLOTS), floods: [], ...WEIGHTS };
  const name = `one flooder, ${PROCESSES} processes over Redis`;
  const flooded = beginFlood({ name, queue, floods: floodOf(1), ...WEIGHTS });
  await takenIn(queue);
  const latencies = await Promise.all([beginFlood(quiet).meet(victims), flooded.meet(victims)]);
  await queue.close();
  const [alone = 0, shared = 0] = latencies.map((each) => percentile(each, 0.99));
  report.results.push({
    load,
    arm: name,
    victims: victims.length,
    'P50 ms': round(percentile(latencies[1] ?? [], 0.5), 1),
    'P99 ms': round(shared, 1),
    'P99 over quiet': round(shared / alone),
  });
  report.targets.push(
    atMost(
      `P99 less ${HEARD_MS} ms over quiet, ${name}, load ${load}`,
      round((shared - HEARD_MS) / alone),
      most,
    ),
  );
}
