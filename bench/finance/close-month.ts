import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { superuserClient } from '@/e2e/support/superuser-client';
import { now } from '@/lib/clock';
import { closeAll } from '@/lib/finance/chargeback/close-all';
import type { ClosingStep } from '@/lib/finance/chargeback/schema';
import { monthOf, monthsBefore } from '@/lib/finance/statement/month-of';

const MONTHS = 12;
const AT_ONCE = 8;
const CHUNK = 500_000;

/** Seconds in which finance closes last month of all tenants, with that many ledger rows over twelve months; each statement in its own transaction. */
export async function closeMonth({
  tenants,
  rows,
}: {
  tenants: number;
  rows: number;
}): Promise<number> {
  await fill(tenants, rows);
  const finance = await makePlatformPerson('finance');
  const month = monthsBefore(monthOf(now(), 'UTC'), 1);
  const from = performance.now();
  let closed = 0;
  let after: string | null = null;
  do {
    const step: ClosingStep = await closeAll(finance, { month, after, reason: 'End of month' });
    if (step.refused[0]) throw new Error(`Refused: ${step.refused[0].why}`);
    closed += step.closed;
    after = step.after;
  } while (after !== null);
  if (closed < tenants) throw new Error(`${closed} of ${tenants} months were closed.`);
  return (performance.now() - from) / 1000;
}

/** Past triggers, which closing has no use for: rows of all tenants alike, evenly over the months. */
async function fill(tenants: number, rows: number): Promise<void> {
  const ids: string[] = [];
  while (ids.length < tenants) {
    const some = Array.from({ length: Math.min(AT_ONCE, tenants - ids.length) }, () =>
      makeTenant('professional'),
    );
    for (const { ctx } of await Promise.all(some)) ids.push(ctx.tenantId);
  }
  const client = await superuserClient();
  try {
    await client.query('set session_replication_role = replica');
    await client.query(
      `update tenant set created_at = now() - interval '${MONTHS + 1} months' where id = any ($1)`,
      [ids],
    );
    for (let first = 0; first < rows; first += CHUNK)
      await client.query(
        `insert into ledger_entry (tenant_id, id, request_id, call_ordinal, at, principal_kind, principal_id, feature, model,
           outcome, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cost_version,
           price_version, cost_nano, price_nano, estimated)
         select ($1::uuid[])[1 + n % $2::int], gen_random_uuid(), gen_random_uuid(), 0,
           now() - random() * interval '${MONTHS} months', 'user', gen_random_uuid(), 'chat',
           (array['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5'])[1 + n % 3], 'complete', 1000, 200, 0, 0, 0, 1, 2,
           1000, 1400000, false
         from generate_series($3::int, $4::int) n`,
        [ids, tenants, first, Math.min(first + CHUNK, rows) - 1],
      );
    await client.query('analyze ledger_entry');
  } finally {
    await client.end();
  }
}
