import { withPlatform } from '@/lib/db/platform-sql';
import type { Target } from '@/lib/placement/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import { type Policy, policySchema } from '@/lib/tenancy/schema';
import { governedParts } from '../manifest/write-manifest';
import { readGoverned } from '../queries';
import type { Bounds } from '../schema';

/** One thing that has versions, by the file that it is kept in. */
export type Governed =
  | { file: string; of: 'bounds'; version: number; content: Bounds }
  | { file: string; of: 'plan'; plan: string; version: number; content: Partial<Policy> }
  | {
      file: string;
      of: 'tenant';
      tenantId: string;
      version: number;
      policy: Policy;
      content: Partial<Policy> & { placement: Target };
    };

export const BOUNDS_FILE = 'bounds.yaml';

/** The files of tenants that were erased or are being erased, whose addresses nobody else has meanwhile. */
export async function readGoneFiles(ctx: PlatformContext): Promise<Set<string>> {
  authorizePlatform(ctx, 'policies:edit');
  const why = { action: 'erased.list', reason: 'Looked for files of erased tenants' };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<{ slug: string }>(
      `select e.slug from erased_tenant e where not exists (select from tenant t where t.slug = e.slug and t.state <> 'erasing')
       union select t.slug from tenant t where t.state = 'erasing'`,
    ),
  );
  return new Set(rows.map(({ slug }) => tenantFile(slug)));
}

/** Bounds, plans and the policies of all customers as they are now, in a fixed order. */
export async function readGovernedState(ctx: PlatformContext): Promise<Governed[]> {
  authorizePlatform(ctx, 'policies:edit');
  const { bounds, plans, tenants } = await readGoverned(ctx);
  const why = { action: 'policy.export', reason: 'Read all policies as files' };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<{ tenant_id: string; version: number; manifest: unknown } & Target>(
      `select distinct on (v.tenant_id) v.tenant_id, v.version, v.manifest, p.database_tier as "databaseTier",
         p.vector_store as "vectorStore", p.vector_tier as "vectorTier"
       from policy_version v join tenant_placement p on p.tenant_id = v.tenant_id where v.tenant_id = any ($1::uuid[])
       order by v.tenant_id, v.version desc`,
      [tenants.map(({ id }) => id)],
    ),
  );
  const policies = new Map(rows.map((row) => [row.tenant_id, row]));
  const all: Governed[] = [
    { file: BOUNDS_FILE, of: 'bounds', version: bounds.version, content: bounds.bounds },
    ...plans.map(({ plan, version, policy }) => ({
      ...{ file: `plans/${plan}.yaml`, of: 'plan' as const, plan, version },
      content: governedParts(policy),
    })),
    ...tenants.flatMap(({ id, slug }) => {
      const row = policies.get(id);
      if (!row) return [];
      const policy = policySchema.parse(row.manifest);
      const { databaseTier, vectorStore, vectorTier } = row;
      const placement = { databaseTier, vectorStore, vectorTier };
      const content = { ...governedParts(policy), placement };
      return [
        {
          ...{ file: tenantFile(slug), of: 'tenant' as const, tenantId: id },
          ...{ version: row.version, policy, content },
        },
      ];
    }),
  ];
  return all.sort((one, other) => (one.file < other.file ? -1 : 1));
}

function tenantFile(slug: string): string {
  return `tenants/${slug}.yaml`;
}
