import { PLANS, type Plan, type Policy, policySchema } from './schema';

type Sql = (text: string) => Promise<{ plan: Plan; manifest: unknown }[]>;

/** What each plan gives to those who begin with it or change to it. `where`: true for whoever the statement is bound to. */
export async function readPlanDefaults(sql: Sql, where = 'true'): Promise<Record<Plan, Policy>> {
  const rows = await sql(
    `select distinct on (plan) plan, manifest from plan_version where ${where} order by plan, version desc`,
  );
  const found = new Map(rows.map((row) => [row.plan, row.manifest]));
  return Object.fromEntries(
    PLANS.map((plan) => [plan, policySchema.parse(found.get(plan))]),
  ) as Record<Plan, Policy>;
}
