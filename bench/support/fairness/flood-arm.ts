import { type FairQueue, isRefusal } from '@/lib/traffic/fair/fair-queue';

/** One request: when it comes, in ms of the run, and how long a slot needs for it. */
export interface Arrival {
  at: number;
  flow: string;
  serviceMs: number;
}

/** One arm: a queue, who floods it and with which weights. */
export interface FloodArm {
  name: string;
  queue: FairQueue;
  floods: Arrival[];
  victimWeight: number;
  floodWeight: number;
}

/** No request of the benchmark is refused: the worst that a queue can be asked to hold. */
const LIMITS = { queueLimit: 1_000_000, maxWaitMs: Number.POSITIVE_INFINITY };

/**
 * Runs one arm in real time: its flood at once, and each victim's request when it comes. Returns the victims' latencies in ms;
 * what the flood still has waiting at the end is left behind.
 */
export async function runFloodArm(arm: FloodArm, victims: Arrival[]): Promise<number[]> {
  return beginFlood(arm).meet(victims);
}

/** The flood of an arm, under way; `meet` has its victims come once, and leaves it behind. */
export function beginFlood(arm: FloodArm): { meet(victims: Arrival[]): Promise<number[]> } {
  let over = false;
  const serve = async ({ flow, serviceMs }: Arrival, weight: number) => {
    const turn = await arm.queue.enter({ flow, weight, cost: serviceMs, ...LIMITS });
    if (isRefusal(turn)) throw new Error('Nothing is refused here.');
    await pause(serviceMs);
    if (!over) turn.end(serviceMs);
  };
  for (const flood of arm.floods)
    serve(flood, arm.floodWeight).catch((error) => {
      // What waits while its queue is closed.
      if (!over) throw error;
    });
  return {
    async meet(victims) {
      const from = performance.now();
      const latencies = await Promise.all(
        victims.map(async (victim) => {
          await pause(victim.at - (performance.now() - from));
          const entered = performance.now();
          await serve(victim, arm.victimWeight);
          return performance.now() - entered;
        }),
      );
      over = true;
      return latencies;
    },
  };
}

/** Once all that came to the queue before is in it: of a flow that has had nothing, the next turn that is free. */
export async function takenIn(queue: FairQueue): Promise<void> {
  const turn = await queue.enter({ flow: 'comes last', weight: 16, cost: 1, ...LIMITS });
  if (isRefusal(turn)) throw new Error('Nothing is refused here.');
  turn.end(1);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
