import pg from 'pg';
import type { MessageRecord } from './message-records';
import { budgetConnection } from './pools';
import { isConnectionLost, refusalByTrigger } from './sql-errors';

/** Steps as `tenancy.budget_batch` takes them; each names its proof, and that decides whose budgets it moves. */
export interface BudgetBatch {
  /** Signed contexts, which steps name by their place from 1. */
  tokens: readonly string[];
  reserves: readonly object[];
  ends: readonly object[];
  /** Of calls that end in it, or ended before. */
  records: readonly MessageRecord[];
}

/** What became of one step. */
export interface BudgetStepRow {
  step: 'reserve' | 'end';
  /** Of the step in the batch. */
  place: number;
  outcome: string;
  detail: unknown;
}

/** The connection broke or was never there: what was sent may have happened or not. */
export class BudgetOutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super('It is not known what became of a batch.', { cause });
    this.name = 'BudgetOutcomeUnknown';
  }
}

const TEXT = 'select * from tenancy.budget_batch($1, $2, $3, $4)';

/**
 * One transaction for all steps, on a connection that no other work can occupy. Safe to send again. Rejects
 * with `BudgetOutcomeUnknown`, or with PostgreSQL's error, and then nothing happened.
 */
export async function runBudgetBatch(batch: BudgetBatch): Promise<BudgetStepRow[]> {
  let client: pg.PoolClient | undefined;
  let broken = false;
  try {
    client = await budgetConnection();
    await refreshPlans(client);
    const { rows } = await client.query<BudgetStepRow>({
      name: 'budget-batch',
      text: TEXT,
      values: [
        batch.tokens,
        batch.reserves.length > 0 ? JSON.stringify(batch.reserves) : null,
        batch.ends.length > 0 ? JSON.stringify(batch.ends) : null,
        batch.records.length > 0 ? JSON.stringify(batch.records) : null,
      ],
    });
    return rows;
  } catch (error) {
    broken = !(error instanceof pg.DatabaseError) || isConnectionLost(error);
    throw broken ? new BudgetOutcomeUnknown(error) : (refusalByTrigger(error) ?? error);
  } finally {
    client?.release(broken);
  }
}

const batches = new WeakMap<pg.PoolClient, number>();
const REPLAN_EVERY = 1_024;

/**
 * PostgreSQL keeps the plan that it made first, when the tables may have been empty and every index as good as
 * another. So it plans anew at each power of two, and later now and then.
 */
async function refreshPlans(client: pg.PoolClient): Promise<void> {
  const done = (batches.get(client) ?? 0) + 1;
  batches.set(client, done);
  const isPower = (done & (done - 1)) === 0;
  if (done % REPLAN_EVERY === 0 || (isPower && done > 1)) await client.query('discard plans');
}
