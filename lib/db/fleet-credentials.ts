import type { MintedWork } from './credentials';
import { transaction } from './transaction';

/** Tenants whose sums wait to be folded for the fleet, each with a context to do it under. */
export function dueFleet(limit: number): Promise<MintedWork[]> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<MintedWork>(
      'select m.*, tenancy.placement(m.context) as placement from tenancy.due_fleet($1) m',
      [limit],
    );
    return rows;
  });
}

/** The same of those whose days of the ledger wait. */
export function dueLedger(limit: number): Promise<MintedWork[]> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<MintedWork>(
      'select m.*, tenancy.placement(m.context) as placement from tenancy.due_ledger($1) m',
      [limit],
    );
    return rows;
  });
}

/** Tenants with days whose cost was not judged as it is, by id after one, each with a context to do it under. */
export function dueCosts(at: Date, after: string, limit: number): Promise<MintedWork[]> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<MintedWork>(
      'select m.*, tenancy.placement(m.context) as placement from tenancy.due_costs($1, $2, $3) m',
      [at, after, limit],
    );
    return rows;
  });
}

/** Tells finance again of anomalies that nobody acknowledged within a day; how many. */
export function escalateCosts(at: Date): Promise<number> {
  return count('select tenancy.escalate_costs($1) as count', [at]);
}

/** Removes rollups of the fleet that are kept no longer; how many. */
export function expireFleet(): Promise<number> {
  return count('select tenancy.expire_fleet() as count', []);
}

/** Compares every objective with what was reached, and tells of what began, ended or was not answered; how many notices. */
export function watchObjectives(at: Date): Promise<number> {
  return count('select tenancy.watch_objectives($1) as count', [at]);
}

function count(text: string, params: readonly unknown[]): Promise<number> {
  return transaction('worker', undefined, async (client) => {
    const { rows } = await client.query<{ count: number }>(text, [...params]);
    return rows[0]?.count ?? 0;
  });
}
