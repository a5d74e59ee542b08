import { isConnectionLost, isRefused, sqlState } from '@/lib/db/sql-errors';
import { env } from '@/lib/env';
import { isAppError } from '@/lib/errors';
import { queueTwice, work } from './job-crashes';
import { type Act, OPERATIONS, type Operation, Refused } from './operations';
import { Ownership } from './ownership';
import { makeParty } from './party';

/** What one size of pool came to. */
export interface ArmResult {
  pool: number;
  operations: number;
  /** Ended by an abort, a timeout, a lost connection or a crash, as was meant. */
  refused: number;
  /** What somebody received and should not have. */
  foreign: string[];
}

const WORKERS = 64;

const DRAWN: [number, Operation][] = [...OPERATIONS, [3, queueTwice], [6, work]];
const TOTAL = DRAWN.reduce((sum, [weight]) => sum + weight, 0);

/** The same seed draws the same operations; their interleaving is the machine's. */
export async function drawOperations(operations: number, seed: number): Promise<ArmResult> {
  const model = new Ownership();
  const parties = [await makeParty(model), await makeParty(model)] as const;
  const random = generator(seed);
  const result: ArmResult = {
    pool: env.TENANTRY_DATABASE_POOL,
    operations: 0,
    refused: 0,
    foreign: [],
  };
  const worker = async () => {
    while (result.operations < operations) {
      result.operations++;
      const [self, other] = random() < 0.5 ? parties : [parties[1], parties[0]];
      await once(draw(random), { self, other, model, random }, result);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return result;
}

async function once(operation: Operation, act: Act, result: ArmResult): Promise<void> {
  try {
    const strange = await operation(act);
    result.foreign.push(...strange.map((what) => `${operation.name}: ${what}`));
  } catch (error) {
    // A worker's context lasts as long as its lease, here a second, and ends between statements.
    if (!isMeant(error) && !(operation === work && isRefused(error)))
      throw new Error(`${operation.name} failed`, { cause: error });
    result.refused++;
  }
}

const MEANT = new Set(['store_unavailable', 'cancelled', 'not_found']);
const STATEMENT_TIMEOUT = '57014';

function isMeant(error: unknown): boolean {
  if (error instanceof Refused) return true;
  if (isAppError(error)) return MEANT.has(error.code);
  return isConnectionLost(error) || sqlState(error) === STATEMENT_TIMEOUT;
}

function draw(random: () => number): Operation {
  let left = random() * TOTAL;
  for (const [weight, operation] of DRAWN) {
    left -= weight;
    if (left < 0) return operation;
  }
  return work;
}

/** Mulberry32: a small generator with a seed, good enough to shuffle. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
