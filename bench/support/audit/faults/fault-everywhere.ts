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
export async function faultEverywhere(
  scene: ChangeScene,
  changes: readonly AuditedChange[],
): Promise<FaultResult[]> {
  const superuser = await superuserClient();
  try {
    await observeChanges(superuser);
    const results: FaultResult[] = [];
    for (const each of changes) results.push(await faultsOf(scene, each, superuser));
    return results;
  } finally {
    undoFault();
    await superuser.end();
  }
}

async function faultsOf(
  scene: ChangeScene,
  { action, prepare }: AuditedChange,
  superuser: Client,
): Promise<FaultResult> {
  const result = { action, faults: 0, made: 0, unequal: 0, problem: '' };
  for (let place = 0; place < MOST; place += 1) {
    for (const after of [true, false]) {
      const make = await prepare(scene, place * 2 + Number(after));
      await beginObserving(superuser);
      const fault = failAt(place, after);
      const failure = await make().then(
        () => undefined,
        (error: Error) => error,
      );
      undoFault();
      const seen = await seenOf(superuser, action);
      if (seen.changes !== seen.entries || seen.both !== seen.entries) result.unequal += 1;
      result.made += seen.entries;
      if (fault.reached()) result.faults += 1;
      else if (failure) return { ...result, problem: `fails by itself: ${failure.message}` };
      else if (seen.entries !== 1) return { ...result, problem: `${seen.entries} entries of one` };
      else if (!after) return result;
    }
  }
  return { ...result, problem: `more than ${MOST} statements` };
}
