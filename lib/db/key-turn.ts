import { transaction } from './transaction';

/** Steps that change which master key is in force, in several processes: one after the other. */
export function inKeyTurn<T>(work: () => T | Promise<T>): Promise<T> {
  return transaction('worker', undefined, async (client) => {
    await client.query("select pg_advisory_xact_lock(hashtextextended('tenancy.master_key', 0))");
    return work();
  });
}
