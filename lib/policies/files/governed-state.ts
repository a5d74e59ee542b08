import { withPlatform } from '@/lib/db/platform-sql';
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
      content: Partial<Policy>;
    };

export const BOUNDS_FILE = 'bounds.yaml';

/** Bounds, plans and the policies of all customers as they are now, in a fixed order. */
export async function readGovernedState(ctx: PlatformContext): Promise<Governed[]> {
  authorizePlatform(ctx, 'policies:edit');
  const { bounds, plans, tenants } = await readGoverned(ctx);
  const why = { action: 'policy.export', reason: 'Read all policies as files' };
  const rows = await withPlatform(ctx, why, (sql) =>
    sql<{ tenant_id: string; version: number; manifest: unknown }>(
      `select distinct on (tenant_id) tenant_id, version, manifest from policy_version where tenant_id = any ($1::uuid[])
       order by tenant_id, version desc`,
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
      const content = governedParts(policy);
      return [
        {
          ...{ file: `tenants/${slug}.yaml`, of: 'tenant' as const, tenantId: id },
          ...{ version: row.version, policy, content },
        },
      ];
    }),
  ];
  return all.sort((one, other) => (one.file < other.file ? -1 : 1));
}
