import { CUSTOMERS } from '@/lib/console/customers';
import { withPlatform } from '@/lib/db/platform-sql';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { decideFlag, SHIPPED } from './decide-flag';
import { FLAG_NAMES, type FlagChange, type FlagState, type FlagView } from './schema';

const WHY = { action: 'flag.view', reason: 'Looked at feature flags', fold: '5 minutes' };
const CHANGES = 50;

interface ExceptionRow {
  name: string;
  tenant_id: string;
  tenant_name: string;
  on_for: boolean;
  reason: string;
}

interface ChangeRow {
  id: string;
  name: string;
  at: Date;
  by: string | null;
  reason: string | null;
  tenant: string | null;
  content: FlagChange['content'];
}

export interface FlagsView {
  flags: FlagView[];
  /** Who can be an exception. */
  tenants: { id: string; name: string }[];
}

/** Every flag with what it is for whom, and how it came to that. */
export async function readFlags(ctx: PlatformContext): Promise<FlagsView> {
  authorizePlatform(ctx, 'flags:read');
  return withPlatform(ctx, WHY, async (sql) => {
    const set = await sql<FlagState & { name: string }>(
      'select name, percent, killed from feature_flag',
    );
    const exceptions = await sql<ExceptionRow>(
      `select f.name, f.tenant_id, t.name as tenant_name, f.on_for, f.reason
       from feature_flag_tenant f join tenant t on t.id = f.tenant_id order by t.name, t.id`,
    );
    const tenants = await sql<{ id: string; name: string }>(
      `select id, name from tenant where state in ('active', 'suspended') and id in ${CUSTOMERS} order by name, id`,
    );
    const changes = await sql<ChangeRow>(
      `select c.id::text, c.name, c.at, u.name as by, c.reason, t.name as tenant, c.content from (
         select x.*, row_number() over (partition by x.name order by x.id desc) as place from feature_flag_change x
       ) c left join app_user u on u.id = c.by_id left join tenant t on t.id = c.subject_tenant
       where c.place <= $1 order by c.id desc`,
      [CHANGES],
    );
    return {
      tenants,
      flags: FLAG_NAMES.map((name): FlagView => {
        const { percent, killed } = set.find((row) => row.name === name) ?? SHIPPED;
        const own = exceptions.filter((row) => row.name === name);
        const said = new Map(own.map((row) => [row.tenant_id, row.on_for]));
        const on = tenants.filter(({ id }) =>
          decideFlag(name, id, { percent, killed }, said.get(id)),
        );
        return {
          ...{ name, percent, killed, onFor: on.length, of: tenants.length },
          exceptions: own.map((row) => ({
            tenantId: row.tenant_id,
            tenantName: row.tenant_name,
            on: row.on_for,
            reason: row.reason,
          })),
          changes: changes
            .filter((row) => row.name === name)
            .map(({ id, at, by, reason, tenant, content }) => ({
              ...{ id, at: at.toISOString(), by, reason, tenant, content },
            })),
        };
      }),
    };
  });
}
