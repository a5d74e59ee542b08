import { recordAudit } from '@/lib/audit/record';
import { clock } from '@/lib/clock';
import { withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError, notFound } from '@/lib/errors';
import type { Operation } from '@/lib/operations/operation';
import { requestOperation, requestOwnOperation } from '@/lib/operations/request-operation';
import { mayManage } from '@/lib/people/may-manage';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { authorize, authorizePlatform } from '@/lib/tenancy/roles';
import type { TenantRole } from '@/lib/tenancy/schema';
import { journalErasure } from './journal-erasure';
import { assertNoHold, assertNoHoldOf } from './retention/legal-hold';

export interface MemberErasure {
  personId: string;
  reason: string;
}

const FIND =
  'select tenant_id, user_id as id, role from membership where tenant_id = :tenant and user_id = $1';

/** The owner asks for it; returns the operation's id. Throws `not_found`, `forbidden`, `conflict` under a hold. */
export async function requestMemberErasure(
  ctx: TenantContext,
  { personId, reason }: MemberErasure,
): Promise<string> {
  authorize(ctx, 'members:erase');
  await withTenantSql(ctx, async (sql) => {
    const [member] = await sql<{ tenant_id: string; id: string; role: TenantRole }>(FIND, [
      personId,
    ]);
    if (!member) throw notFound();
    if (!mayManage(ctx, member)) throw new AppError('forbidden', 'An owner is not erased.');
    await assertNoHold(ctx, sql, personId);
  });
  return requestOwnOperation(ctx, { kind: 'erase_member', reason, detail: { personId } });
}

/** The same for an operator, in the console or as a command. */
export async function requestMemberErasureFor(
  ctx: PlatformContext,
  { tenantId, personId, reason }: MemberErasure & { tenantId: string },
): Promise<string> {
  authorizePlatform(ctx, 'operations:request');
  const why = { action: 'member.erase', reason, tenantId };
  await withPlatform(ctx, why, async (sql) => {
    const [member] = await sql<{ role: TenantRole }>(
      'select role from membership where tenant_id = $1 and user_id = $2',
      [tenantId, personId],
    );
    if (!member) throw notFound();
    if (member.role === 'owner') throw new AppError('forbidden', 'An owner is not erased.');
    await assertNoHoldOf(sql, tenantId, personId);
  });
  return requestOperation(ctx, { tenantId, kind: 'erase_member', reason, detail: { personId } });
}

const LOOK_MS = 200;
const LONGEST_MS = 10_000;

/**
 * Removes a person's conversations, places in groups and folders, sessions and, when no other workspace knows
 * the person, the account. What they cost and uploaded stays under nobody's name. The receipt with its counts
 * is the audit entry `member.erase`; the journal of erasures keeps a restored copy from bringing it back.
 */
export async function eraseMember(operation: Operation): Promise<void> {
  const { ctx, id, requestedBy, detail } = operation;
  const personId = String(detail.personId);
  await withTenantSql(ctx, (sql) => assertNoHold(ctx, sql, personId));
  await journalErasure(ctx, {
    kind: 'member',
    tenantId: ctx.tenantId,
    subjectId: personId,
    operationId: id,
    requestedBy,
    requestedAt: new Date(clock().now()).toISOString(),
  });
  await operation.progress('closing', 0, 2);
  await closeMember(ctx, personId, operation.signal);
  await operation.progress('erasing', 1, 2);
  const counts = await withTenantSql(ctx, async (sql) => {
    const [row] = await sql<{ counts: Record<string, number> }>(
      'select tenancy.erase_member($1) as counts where tenancy.current_tenant() = :tenant',
      [personId],
    );
    const [receipt] = await sql<{ tenant_id: string; detail: Record<string, number> }>(
      `select tenant_id, detail from audit_entry
       where tenant_id = :tenant and action = 'member.erase' and object_id = $1 and detail ->> 'operation' = $2`,
      [personId, id],
    );
    // A run after a crash finds nothing left, and the receipt of the run before.
    if (receipt) return receipt.detail;
    const removed = { ...row?.counts, operation: id };
    await recordAudit(ctx, sql, {
      action: 'member.erase',
      objectKind: 'member',
      objectId: personId,
      detail: removed,
    });
    return removed;
  });
  await operation.note({ removed: counts });
  await operation.progress('done', 2, 2);
}

/** Shuts the person out at once and waits for what they had open to be stored, so that it is erased too. */
async function closeMember(
  ctx: TenantContext,
  personId: string,
  signal: AbortSignal,
): Promise<void> {
  await withTenantSql(ctx, (sql) =>
    sql('select tenancy.close_member($1) where tenancy.current_tenant() = :tenant', [personId]),
  );
  for (let waited = 0; waited < LONGEST_MS; waited += LOOK_MS) {
    const [row] = await withTenantSql(ctx, (sql) =>
      sql<{ works: boolean }>(
        'select tenancy.person_works($1) as works where tenancy.current_tenant() = :tenant',
        [personId],
      ),
    );
    if (!row?.works) return;
    await clock().sleep(LOOK_MS, signal);
  }
}
