import { randomInt } from 'node:crypto';
import type { TimingMeasure } from './case';
import { separability } from './separability';

const LIMIT = 0.55;
const FIRST_ROUND = 80;
/** Until the estimate is within the limit, or this is reached: only then does its bound decide. */
const MOST_SAMPLES = 3_840;
const WARM_UP = 4;
/** One-sided chance of a false alarm of 1 in 10,000 for each class. */
const STANDARD_ERRORS = 3.72;

/** Requests of two kinds, by what they aim at. */
export interface TwoKinds<Target> {
  path: string;
  foreign: readonly Target[];
  nobody: readonly Target[];
}

/** Times both kinds in turns until they cannot be told apart, or surely can; adds what was measured to `measures`. */
export async function tellApart<Target>(
  { path, foreign: foreigners, nobody: nobodies }: TwoKinds<Target>,
  once: (target: Target) => Promise<number>,
  measures: TimingMeasure[],
): Promise<string[]> {
  const foreign: number[] = [];
  const nobody: number[] = [];
  for (let n = -WARM_UP; n < MOST_SAMPLES; n++) {
    const a = foreigners[n % foreigners.length] ?? foreigners[0];
    const b = nobodies[n % nobodies.length] ?? nobodies[0];
    if (a === undefined || b === undefined) throw new Error('There is nothing to aim at.');
    // The order is tossed, so that neither kind profits from what the other has warmed.
    const foreignFirst = randomInt(2) === 0;
    const first = await once(foreignFirst ? a : b);
    const second = await once(foreignFirst ? b : a);
    if (n < 0) continue;
    foreign.push(foreignFirst ? first : second);
    nobody.push(foreignFirst ? second : first);
    const roundIsOver = foreign.length % FIRST_ROUND === 0;
    if (roundIsOver && separability(foreign, nobody, STANDARD_ERRORS).auc <= LIMIT) break;
  }
  const { auc, lowerBound } = separability(foreign, nobody, STANDARD_ERRORS);
  measures.push({ path, samples: foreign.length, auc, lowerBound });
  return lowerBound > LIMIT
    ? [
        `foreign and absent are told apart by time: AUC ${auc.toFixed(3)}, at least ${lowerBound.toFixed(3)}`,
      ]
    : [];
}
