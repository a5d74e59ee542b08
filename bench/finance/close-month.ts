import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { superuserClient } from '@/e2e/support/superuser-client';
import { now } from '@/lib/clock';
import { closeAll } from '@/lib/finance/chargeback/close-all';
import type { ClosingStep } from '@/lib/finance/chargeback/schema';
import { monthOf, monthsBefore } from '@/lib/finance/statement/month-of';
import { exactMonth } from '../support/finance/exact-sums';
import type { FinancePart } from '../support/finance/finance-part';
import { atMost, round } from '../support/report';

/** Finance closes last month of all tenants, each statement in its own transaction, and their usage is the ledger's. */
export const closeMonth: FinancePart = async (report, { tenants }) => {
  await wereThere(tenants);
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
  const seconds = round((performance.now() - from) / 1000, 1);
  const { ledger, billed } = await exactMonth(month);
  report.results.push({ measured: 'closing a month', month, closed, seconds });
  report.targets.push(
    atMost('closing_a_month_s', seconds, 60),
    atMost('tenants_not_closed', tenants.length - closed, 0),
    atMost('statements_that_differ_from_the_ledger', billed === ledger ? 0 : 1, 0),
  );
};

/** Before the first of their entries. */
async function wereThere(tenants: readonly string[]): Promise<void> {
  const client = await superuserClient();
  try {
    await client.query('set session_replication_role = replica');
    for (const text of [
      "update tenant set created_at = now() - interval '14 months' where id = any ($1)",
      "update tenant_plan set since = now() - interval '14 months' where tenant_id = any ($1)",
    ])
      await client.query(text, [tenants]);
  } finally {
    await client.end();
  }
}
