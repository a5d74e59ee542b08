import type { Plan } from '@/lib/tenancy/schema';
import type { PlanTerms } from './plan-spans';

/** Fee and included usage of every plan, since each price version began; of two that began at once, the later one's. */
export async function readTerms(
  sql: <Row extends object>(text: string) => Promise<Row[]>,
): Promise<PlanTerms[]> {
  const rows = await sql<{ plan: Plan; since: Date; fee: string; included: string }>(
    `select distinct on (p.plan, v.effective_from) p.plan, v.effective_from as since, p.fee_nano::text as fee,
       p.included_nano::text as included
     from price_plan p join price_version v on v.id = p.version
     where v.book = 'price' order by p.plan, v.effective_from, v.id desc`,
  );
  return rows.map((row) => ({
    plan: row.plan,
    effectiveFrom: row.since,
    feeNano: BigInt(row.fee),
    includedNano: BigInt(row.included),
  }));
}
