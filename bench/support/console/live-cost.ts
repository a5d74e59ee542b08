import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { clock } from '@/lib/clock';
import { readFleet } from '@/lib/console/fleet/read-fleet';
import { parseRange } from '@/lib/console/range/schema';
import { processorSeconds } from './processor-time';

const VIEWERS = 20;
/** As often as a live page asks. */
const EVERY_MS = 15_000;

/** Share of a core that twenty live fleets take beyond an idle installation; their reading, not the drawing of their pages. */
export async function liveCost(seconds: number): Promise<{ share: number; reads: number }> {
  const viewers = await Promise.all(
    Array.from({ length: VIEWERS }, () => makePlatformPerson('operator')),
  );
  const idle = await during(seconds, async () => 0);
  let reads = 0;
  const looked = await during(seconds, async (at) => {
    for (const viewer of viewers) {
      await readFleet(viewer, parseRange({ range: '1h' }, clock().now()));
      reads += 1;
    }
    return at;
  });
  return { share: Math.max(looked - idle, 0) / seconds, reads };
}

/** Processor seconds of so many seconds in which `look` is called as often as a live page asks. */
async function during(seconds: number, look: (at: number) => Promise<number>): Promise<number> {
  const before = processorSeconds();
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    const from = performance.now();
    await look(from);
    const wait = Math.min(EVERY_MS - (performance.now() - from), until - performance.now());
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  }
  return processorSeconds() - before;
}
