import { ownerClient } from '@/e2e/support/owner-client';
import { newId } from '@/lib/ids';
import { RowFiller } from '../mutants/row-filler';

const LONG_AGO = '2020-01-01T00:00:00Z';

/** So that what is only there to be seen has no effect: no worker takes it, nothing is held by it. */
const AT_REST: Record<string, Record<string, unknown>> = {
  legal_hold: { lifted_at: LONG_AGO, lifted_by: '00000000-0000-4000-8000-00000000000f' },
  tenant_operation: { state: 'done' },
  deferred_answer: { state: 'done' },
  tenant_export: { expires_at: '2999-01-01T00:00:00Z' },
};

/** Two tenants that were erased: one without a receipt yet, one with. */
export const ERASED = { id: newId(), receiptOf: newId() };

/** `word`: what their names and addresses are found by. */
export async function makeErased(word: string): Promise<void> {
  const named = { slug: `gone-${word}`, name: `Gone ${word}`, plan: 'free' };
  await putRow('erased_tenant', { id: ERASED.id, ...named });
  await putRow('erased_tenant', { id: ERASED.receiptOf, ...named, receipt: '{}' });
}

/** As the owner, whom forced row-level security binds too: it is forced again before anybody sees the table. */
export async function putRow(table: string, given: Record<string, unknown>): Promise<void> {
  const client = await ownerClient();
  try {
    await client.query('begin');
    await client.query(`alter table ${table} no force row level security`);
    await new RowFiller(client).put(table, given);
    await client.query(`alter table ${table} force row level security`);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

/** A row of the tenant in each table that has none of it yet: what holds nothing cannot be seen to leak. */
export async function fillEmptyTables(tenantId: string, tables: readonly string[]): Promise<void> {
  const client = await ownerClient();
  const filler = new RowFiller(client);
  try {
    for (const table of tables) {
      await client.query('begin');
      // Forced row-level security binds the owner too; it is forced again before anybody sees the table.
      await client.query(`alter table ${table} no force row level security`);
      const { rowCount } = await client.query(`select from ${table} where tenant_id = $1 limit 1`, [
        tenantId,
      ]);
      if (rowCount === 0) await filler.put(table, { tenant_id: tenantId, ...AT_REST[table] });
      await client.query(`alter table ${table} force row level security`);
      await client.query('commit');
    }
  } finally {
    await client.end();
  }
}
