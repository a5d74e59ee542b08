import { makeTenant } from '@/e2e/support/make-tenant';
import { recordAudit } from '@/lib/audit/record';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { sealFolderName } from '@/lib/documents/folders/folder-row';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { percentile, round } from '../report';

/** A change alone and with its entry, in turn. Milliseconds. */
export async function appendCost(rounds: number) {
  const { ctx } = await makeTenant('enterprise');
  const [bare, audited]: [number[], number[]] = [[], []];
  for (let n = 0; n < rounds + 50; n += 1) {
    const first = n % 2 === 0;
    const one = await timed(ctx, first);
    const two = await timed(ctx, !first);
    if (n < 50) continue;
    (first ? audited : bare).push(one);
    (first ? bare : audited).push(two);
  }
  return {
    bareMsP50: round(percentile(bare, 0.5)),
    auditedMsP50: round(percentile(audited, 0.5)),
    addedMsP50: round(percentile(audited, 0.5) - percentile(bare, 0.5)),
    addedMsP95: round(percentile(audited, 0.95) - percentile(bare, 0.95)),
  };
}

async function timed(ctx: TenantContext, isAudited: boolean): Promise<number> {
  const id = newId();
  const from = performance.now();
  await withTenantSql(ctx, async (sql) => {
    await sql(
      `insert into folder (tenant_id, id, name_sealed, created_by, created_at)
       values (:tenant, $1, $2, $3, $4)`,
      [id, sealFolderName(ctx, id, 'A folder'), ctx.principal.id, now()],
    );
    if (isAudited)
      await recordAudit(ctx, sql, {
        action: 'folder.create',
        objectKind: 'folder',
        objectId: id,
        detail: { documents: 0, from: 'nothing', to: 'a folder' },
      });
  });
  return performance.now() - from;
}
