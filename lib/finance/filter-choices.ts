import { CUSTOMERS } from '@/lib/console/customers';
import type { PlatformSql } from '@/lib/db/platform-sql';
import type { FinanceChoices } from './schema';
import { usedNames } from './used-names';

/** Of models and of features. */
const MOST = 500;

/** What finance's filters choose from: customers, their groups, and the models and features that they used. */
export async function readFilterChoices(sql: PlatformSql): Promise<FinanceChoices> {
  const tenants = await sql<{ id: string; name: string }>(
    `select id, name from tenant where id in ${CUSTOMERS} order by name`,
  );
  const groups = await sql<{ id: string; name: string }>(
    'select id, name from tenant_group order by name',
  );
  // A name that was never used before is kept a second later as a rule; until then it is among what was just used.
  const just = await sql<{ model: string; feature: string }>(
    `select distinct u.model, u.feature from tenant t cross join lateral (
       select r.model, r.feature from usage_rollup r
       where r.tenant_id = t.id and r.grain = 'quarter' and r.bucket >= now() - interval '2 hours' and r.calls > 0 offset 0) u
     where not t.canary`,
  );
  const names = (kept: string[], added: string[]) => [...new Set([...kept, ...added])].sort();
  return {
    ...{ tenants, groups },
    models: names(
      await usedNames(sql, 'model', MOST),
      just.map(({ model }) => model),
    ),
    features: names(
      await usedNames(sql, 'feature', MOST),
      just.map(({ feature }) => feature),
    ),
  };
}
