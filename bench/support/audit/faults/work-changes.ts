import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
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

/** Long work that is asked for, and what support may read. */
export const WORK_CHANGES: readonly AuditedChange[] = [
  changeOf('operation.export', fresh, (_scene, tenant) => ask(tenant)),
  changeOf('operation.rotate_keys', fresh, ({ operator }, { ctx }) =>
    requestOperation(operator, { tenantId: ctx.tenantId, kind: 'rotate_keys', reason }),
  ),
  changeOf(
    'operation.cancel',
    async () => {
      const tenant = await fresh();
      return { tenant, id: await ask(tenant) };
    },
    (_scene, { tenant, id }) => cancelOwnOperation(tenant.ctx, id),
  ),
  changeOf('support.grant', conversation, grant),
  changeOf(
    'support.revoke',
    async (scene) => grant(scene, await conversation(scene)),
    ({ tenant }, id) => revokeSupport(tenant.ctx, id),
  ),
];
