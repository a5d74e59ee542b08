import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { flagOn } from '@/lib/flags/flag-on';
import { readPersona } from '@/lib/persona/persona';
import type { TenantContext } from '@/lib/tenancy/context';
import { can } from '@/lib/tenancy/roles';
import { policySchema } from '@/lib/tenancy/schema';
import { httpTool } from './http-tool';
import { LIST_DOCUMENTS, READ_DOCUMENT, SEARCH_LIBRARY } from './library-tools';
import { isAllowedHost } from './schema';
import type { Tool } from './tool';
import { hostOf } from './url-template';
import { READ_USAGE } from './usage-tool';

const BUILT_IN: readonly Tool[] = [SEARCH_LIBRARY, READ_DOCUMENT, LIST_DOCUMENTS, READ_USAGE];

export interface Grant {
  /** Whether somebody is there who can be asked. */
  interactive: boolean;
}

/**
 * The tools of this moment: what the newest policy grants, of that what the administrators switched on, and of that what the
 * asker may do themselves. Nothing else is offered to a model, and nothing else is run when a model calls it.
 */
export async function grantedTools(ctx: TenantContext, { interactive }: Grant): Promise<Tool[]> {
  const { setup } = await readPersona(ctx);
  if (setup.tools.length === 0 || !(await flagOn(ctx, 'assistant_tools'))) return [];
  const granted = await grantedKinds(ctx);
  const kinds = setup.tools.filter((kind) => granted.has(kind));
  const own = kinds.includes('http')
    ? setup.httpTools
        .filter(({ enabled, url }) => enabled && isAllowedHost(hostOf(url), setup.hosts))
        .map((tool) => httpTool(tool, setup.hosts))
    : [];
  return [...BUILT_IN.filter(({ kind }) => kinds.includes(kind)), ...own].filter(
    ({ needs, asksFirst }) => can(ctx, needs) && (interactive || !asksFirst),
  );
}

/** Read anew and from no cache: what was taken away, or switched off by operators, is gone with the next call. */
async function grantedKinds(ctx: TenantContext): Promise<ReadonlySet<string>> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ tenant_id: string; tools: unknown; off: string[] }>(
      `select tenant_id, manifest -> 'tools' as tools, array(
         select a ->> 'tool' from containment c, jsonb_array_elements(c.actions) a
         where c.tenant_id = :tenant and c.ended_at is null and c.until > $1 and a ->> 'kind' = 'tool'
         union select s.name from platform_switch s where s.kind = 'tool' and s.ended_at is null and s.until > $1) as off
       from policy_version where tenant_id = :tenant order by version desc limit 1`,
      [now()],
    ),
  );
  const off = new Set(row?.off);
  const granted = policySchema.shape.tools.parse(row?.tools ?? undefined);
  return new Set(granted.filter((kind) => !off.has(kind)));
}
