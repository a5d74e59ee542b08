import { asSuperuser } from '@/e2e/support/as-superuser';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { newId } from '@/lib/ids';
import { requestErase } from '@/lib/lifecycle/erase/request-erase';
import { discardExport, removeExport } from '@/lib/lifecycle/export/remove-export';
import { cancelOwnOperation } from '@/lib/operations/cancel-operation';
import { requestOperation, requestOwnOperation } from '@/lib/operations/request-operation';
import { grantSupport } from '@/lib/support-access/grant-support';
import { revokeSupport } from '@/lib/support-access/revoke-support';
import { type AuditedChange, type ChangeScene, changeOf } from './audited-change';
import { conversation } from './library-changes';

const reason = 'A benchmark';
const fresh = (): Promise<MadeTenant> => makeTenant('professional');
const ask = ({ ctx }: MadeTenant) => requestOwnOperation(ctx, { kind: 'export', reason });
const grant = ({ tenant, operator }: ChangeScene, subjectId: string) =>
  grantSupport(tenant.ctx, {
    ...{ kind: 'conversation', subjectId, operatorId: operator.userId, hours: 1, note: '' },
  });
/** A conversation that support may read for an hour; returns the grant's id. */
export const granted = async (scene: ChangeScene) => grant(scene, await conversation(scene));
/** An archive of everything that was written and is kept. */
const archive = async ({ tenant }: ChangeScene) => {
  const id = newId();
  const { tenantId, principal } = tenant.ctx;
  await asSuperuser(
    `insert into tenant_export (tenant_id, id, requested_by, bytes, sha256, contents, created_at, expires_at)
     values ($1, $2, $3, 1, sha256(''), '{}', now(), now() + interval '1 day')`,
    [tenantId, id, principal.id],
  );
  return id;
};
/** What operators ask for by its kind alone. */
const KINDS = ['rotate_keys', 'move', 'reindex', 'erase_member', 'retention'] as const;
/** One operator may let go of the way back alone; a move takes two. */
const DETAILS = { move: { release: true } } as Record<string, Record<string, unknown> | undefined>;
const erasing = ({ operator }: ChangeScene, { ctx, slug }: MadeTenant) =>
  requestErase(operator, { tenantId: ctx.tenantId, confirmation: slug, reason });

/** Long work that is asked for, archives that it left, and what support may read. */
export const WORK_CHANGES: readonly AuditedChange[] = [
  changeOf('operation.export', fresh, (_scene, tenant) => ask(tenant)),
  ...KINDS.map((kind) =>
    changeOf(`operation.${kind}`, fresh, ({ operator }, { ctx }) =>
      requestOperation(operator, { tenantId: ctx.tenantId, kind, reason, detail: DETAILS[kind] }),
    ),
  ),
  // The workspace closes with the first of its two transactions, and a second press asks for the work again.
  changeOf('tenant.erase', fresh, erasing),
  changeOf('operation.erase', fresh, erasing),
  changeOf(
    'operation.cancel',
    async () => {
      const tenant = await fresh();
      return { tenant, id: await ask(tenant) };
    },
    (_scene, { tenant, id }) => cancelOwnOperation(tenant.ctx, id),
  ),
  changeOf('support.grant', conversation, grant),
  changeOf('support.revoke', granted, ({ tenant }, id) => revokeSupport(tenant.ctx, id)),
  changeOf('export.remove', archive, ({ tenant }, id) => removeExport(tenant.ctx, id)),
  changeOf('export.expire', archive, ({ tenant }, id) =>
    discardExport(tenant.ctx, id, 'export.expire'),
  ),
];
