import { recordOperatorChange } from '@/lib/audit/record-operator-change';
import { now } from '@/lib/clock';
import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { AppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { authorizePlatform } from '@/lib/tenancy/roles';
import type { HandAction } from '@/lib/tenancy/schema';
import type { Contain } from './schema';

const MINUTE_MS = 60_000;
const NAMES: Record<HandAction['kind'], string> = {
  pause: 'Paused by hand',
  drain: 'Drained by hand',
  cap: 'Capped by hand',
  quarantine: 'Key in quarantine',
  model: 'Model switched off',
  tool: 'Tool switched off',
};

/**
 * Contains one tenant until the minutes are over or somebody lifts it; in force in every process within a second. Returns
 * its id. `not_found` for an absent tenant or key; `conflict` for a tenant that is in no state to be paused.
 */
export async function contain(ctx: PlatformContext, input: Contain): Promise<string> {
  authorizePlatform(ctx, 'containment:edit');
  const { tenantId, action, minutes, reason } = input;
  const [id, since] = [newId(), now()];
  const until = new Date(since.getTime() + minutes * MINUTE_MS);
  const detail = { containment: id, actions: [action], until: until.toISOString() };
  await withPlatform(
    ctx,
    { action: 'containment.start', reason, tenantId, detail },
    async (sql) => {
      const [tenant] = await sql<{ state: string }>('select state from tenant where id = $1', [
        tenantId,
      ]);
      if (!tenant || !['active', 'suspended'].includes(tenant.state)) throw notFound();
      if (action.kind === 'pause') await pause(sql, tenantId);
      if (action.kind === 'quarantine') await requireKey(sql, tenantId, action.keyId);
      await sql(
        `insert into containment (tenant_id, id, rule_id, rule_name, metric, value, threshold, actions, since, until,
         started_by, reason)
       values ($1, $2, $2, $3, 'by_hand', 0, 0, $4, $5, $6, $7, $8)`,
        [
          tenantId,
          id,
          NAMES[action.kind],
          JSON.stringify([action, { kind: 'notify' }]),
          since,
          until,
          ctx.userId,
          reason,
        ],
      );
      await recordOperatorChange(ctx, sql, {
        tenantId,
        action: 'containment.start',
        objectKind: 'tenant',
        objectId: id,
        detail: { actions: [action], until: until.toISOString() },
      });
    },
  );
  return id;
}

/** What an operator suspended for good is not resumed by the end of a pause. */
async function pause(sql: PlatformSql, tenantId: string): Promise<void> {
  const paused = await sql(
    `update tenant set state = 'suspended' where id = $1 and (state = 'active' or state = 'suspended' and exists (
       select from containment c where c.tenant_id = $1 and c.ended_at is null and c.actions @> '[{"kind": "pause"}]'))
     returning id`,
    [tenantId],
  );
  if (paused.length === 0)
    throw new AppError('conflict', 'The tenant is suspended already, without an end.');
}

async function requireKey(sql: PlatformSql, tenantId: string, keyId: string): Promise<void> {
  const [key] = await sql('select id from api_key where tenant_id = $1 and id = $2', [
    tenantId,
    keyId,
  ]);
  if (!key) throw notFound();
}
