import { asSuperuser } from '@/e2e/support/as-superuser';
import { acknowledgeAlert as acknowledgeBurn } from '@/lib/console/objectives/edit-objectives';
import { newId } from '@/lib/ids';
import { acknowledgeAlert } from '@/lib/security/alerts';
import { type AuditedChange, type ChangeScene, changeOf } from './audited-change';
import { objective } from './platform-changes';

const note = 'Looked at it.';

/** An alert that the platform raised, of an objective of its own. */
const burning = async (scene: ChangeScene) => {
  const id = newId();
  await asSuperuser(
    `insert into objective_alert (id, objective_id, severity, burn, started_at) values ($1, $2, 'urgent', 14.4, now())`,
    [id, await objective(scene)],
  );
  return id;
};
const raised = async ({ tenant }: ChangeScene) => {
  const id = newId();
  await asSuperuser(
    `insert into security_alert (id, at, kind, place, subject_tenant, principal_id) values ($1, now(), 'books_differ', $3, $2, $2)`,
    [id, tenant.ctx.tenantId, id],
  );
  return id;
};

/** Who is at what the platform raised. */
export const ALERT_CHANGES: readonly AuditedChange[] = [
  changeOf('objective.acknowledge', burning, ({ operator }, id) =>
    acknowledgeBurn(operator, { id, note }),
  ),
  changeOf('security.acknowledge', raised, ({ operator }, id) =>
    acknowledgeAlert(operator, { id, note }),
  ),
];
