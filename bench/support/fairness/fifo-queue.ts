import type { FairQueue } from '@/lib/traffic/fair/fair-queue';

/** First come, first served over a number of slots: what the fair queue is compared with. */
export function fifoQueue(slots: number): FairQueue {
  const waiting: (() => void)[] = [];
  let busy = 0;
  const next = () => {
    if (busy >= slots) return;
    const start = waiting.shift();
    if (!start) return;
    busy++;
    start();
  };
  return {
    enter: (_request, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        waiting.push(() =>
          resolve({
            end: () => {
              busy--;
              next();
            },
          }),
        );
        next();
      }),
    get inUse() {
      return busy > 0;
    },
    shares: async () => [],
    async close() {
      waiting.splice(0);
    },
  };
}
