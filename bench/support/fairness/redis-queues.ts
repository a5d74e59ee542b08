import { newId } from '@/lib/ids';
import type { RedisClient } from '@/lib/kv/redis-client';
import type { FairQueue } from '@/lib/traffic/fair/fair-queue';
import { RedisQueue } from '@/lib/traffic/fair/redis-queue';

/** The queue that several processes share in Redis; each request comes to the next one of them. */
export function redisQueues(client: RedisClient, processes: number, slots: number): FairQueue {
  const key = newId();
  const queues = Array.from(
    { length: processes },
    () => new RedisQueue({ client, key, slots: () => slots }),
  );
  const [first] = queues;
  if (!first) throw new Error('A queue needs a process.');
  let asked = 0;
  return {
    enter: (request, signal) => (queues[asked++ % processes] ?? first).enter(request, signal),
    get inUse() {
      return queues.some(({ inUse }) => inUse);
    },
    shares: () => first.shares(),
    async close() {
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}
