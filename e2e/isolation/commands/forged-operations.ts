import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { HANDLERS } from '@/lib/operations/handlers';
import { OPERATION_KINDS, type OperationKind } from '@/lib/operations/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Case } from '../case';
import type { World } from '../world';

const FAMILY = 'confused deputy';

/** What a kind must be told, so that nothing but the proof is wrong. */
const DETAILS: Partial<Record<OperationKind, Record<string, unknown>>> = {
  move: { target: { databaseTier: 'shared', vectorStore: 'lancedb', vectorTier: 'shared' } },
};

/** Long work on the victim, asked for by the attacker or begun with something that only looks like a proof. */
export function forgedOperations({ victim, attacker }: World): Case[] {
  return OPERATION_KINDS.flatMap((kind): Case[] => [
    {
      id: `operation ${kind} asked for in the victim's name`,
      family: FAMILY,
      covers: [`operation ${kind}`],
      attack: () => queued(attacker.ctx, victim.ctx.tenantId, kind),
    },
    {
      id: `operation ${kind} with something that only looks like a proof`,
      family: FAMILY,
      covers: [`operation ${kind}`],
      attack: async () => {
        const { tenantId, placement, principal } = victim.ctx;
        const fake = {
          ...attacker.ctx,
          tenantId,
          placement,
          principal,
        } as unknown as TenantContext;
        return begun(kind, fake);
      },
    },
  ]);
}

async function queued(
  ctx: TenantContext,
  victimId: string,
  kind: OperationKind,
): Promise<string[]> {
  try {
    await withTenantSql(ctx, (sql) =>
      sql(
        `insert into tenant_operation (tenant_id, id, kind, requested_by, requested_role, reason, created_at)
         select $1, $2, $3, $4, 'owner', 'forged', now() where :tenant is not null`,
        [victimId, newId(), kind, ctx.principal.id],
      ),
    );
  } catch (error) {
    if ((error as { code?: string }).code === '42501') return [];
    throw error;
  }
  return ['work was queued for the victim'];
}

async function begun(kind: OperationKind, ctx: TenantContext): Promise<string[]> {
  const handler = HANDLERS[kind];
  if (!handler) return [];
  const nothing = async () => undefined;
  try {
    await handler({
      id: newId(),
      ctx,
      detail: DETAILS[kind] ?? {},
      attempts: 1,
      requestedBy: ctx.principal.id,
      reason: 'forged',
      signal: AbortSignal.timeout(5_000),
      progress: nothing,
      note: nothing,
    });
  } catch (error) {
    return error instanceof TypeError ? [] : [`it failed otherwise: ${(error as Error).message}`];
  }
  return ['the work was done'];
}
