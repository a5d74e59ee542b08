import type { Client } from 'pg';
import { failAt, undoFault } from '@/e2e/support/fail-statement';
import { superuserClient } from '@/e2e/support/superuser-client';
import type { AuditedChange, ChangeScene } from './audited-change';
import { beginObserving, observeChanges, seenOf } from './observe-changes';

/** Statements of one change; more would be a loop without an end. */
const MOST = 80;

export interface FaultResult {
  action: string;
  /** Attempts, each with a fault at another await, before or after it was answered. */
  faults: number;
  /** Changes that were made all the same. */
  made: number;
  /** Attempts after which changes and entries were not equal in number. */
  unequal: number;
  /** Why it could not be tried to the end; empty when it was. */
  problem: string;
}

/**
 * Tries each change with a fault at every await of the database, one attempt after the other, and compares how many transactions
 * changed something with how many wrote its entry. One that fails without a fault could not be tried, and says why.
 */
export function faultEverywhere(
  scene: ChangeScene,
  changes: readonly AuditedChange[],
): Promise<FaultResult[]> {
  return tryEach(changes, async (change, result, superuser) => {
    for (let place = 0; place < MOST; place += 1) {
      for (const after of [true, false]) {
        const make = () => change.prepare(scene, place * 2 + Number(after));
        const isWhole = await attempt(make, result, superuser, () => failAt(place, after));
        if (isWhole && (result.problem || !after)) return;
      }
    }
    result.problem = `more than ${MOST} statements`;
  });
}

/** Makes each change once, without a fault, and compares the same. */
export function makeEach(
  scene: ChangeScene,
  changes: readonly AuditedChange[],
): Promise<FaultResult[]> {
  return tryEach(changes, async (change, result, superuser) => {
    await attempt(() => change.prepare(scene, MOST), result, superuser);
  });
}

type TryOne = (change: AuditedChange, result: FaultResult, superuser: Client) => Promise<void>;

async function tryEach(changes: readonly AuditedChange[], one: TryOne): Promise<FaultResult[]> {
  const superuser = await superuserClient();
  try {
    await observeChanges(superuser);
    const results: FaultResult[] = [];
    for (const change of changes) {
      const result = { action: change.action, faults: 0, made: 0, unequal: 0, problem: '' };
      await one(change, result, superuser);
      results.push(result);
    }
    return results;
  } finally {
    undoFault();
    await superuser.end();
  }
}

/** Adds to the result what became of one attempt; false where its fault was reached. */
async function attempt(
  prepare: () => ReturnType<AuditedChange['prepare']>,
  result: FaultResult,
  superuser: Client,
  plant?: () => { reached(): boolean },
): Promise<boolean> {
  let make: () => Promise<unknown>;
  try {
    make = await prepare();
  } catch (error) {
    result.problem = `cannot be prepared: ${(error as Error).message}`;
    return true;
  }
  await beginObserving(superuser);
  const fault = plant?.();
  const failure = await make().then(
    () => undefined,
    (error: Error) => error,
  );
  undoFault();
  const seen = await seenOf(superuser, result.action);
  if (seen.changes !== seen.entries || seen.both !== seen.entries) result.unequal += 1;
  result.made += seen.entries;
  if (fault?.reached()) {
    result.faults += 1;
    return false;
  }
  if (failure) result.problem = `fails by itself: ${failure.message}`;
  else if (seen.entries !== 1) result.problem = `${seen.entries} entries of one`;
  return true;
}
