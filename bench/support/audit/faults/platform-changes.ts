import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { editPolicy } from '@/lib/console/edit-policy';
import { addObjective, editObjective } from '@/lib/console/objectives/edit-objectives';
import { removeView, saveView } from '@/lib/console/views/views';
import { contain } from '@/lib/containment/contain';
import { endContainment } from '@/lib/containment/end-containment';
import { listSwitches } from '@/lib/containment/queries';
import { endSwitch, switchOff } from '@/lib/containment/switch-off';
import { setFlag, setTenantFlag } from '@/lib/flags/change-flag';
import { newId } from '@/lib/ids';
import {
  addNote,
  changeIncident,
  openIncident,
  sendNotice,
  setAffected,
} from '@/lib/incidents/change-incident';
import { liftTenantHold, placeTenantHold } from '@/lib/lifecycle/retention/tenant-hold';
import { addEndpoint, removeEndpoint } from '@/lib/notify/endpoints';
import { createGroup, removeGroup, setGroup } from '@/lib/policies/groups';
import { askForLimits } from '@/lib/quota-requests/ask-for-limits';
import { decideRequest } from '@/lib/quota-requests/decide-request';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { type AuditedChange, type ChangeScene, change, changeOf } from './audited-change';

const reason = 'A benchmark';
const fresh = (): Promise<MadeTenant> => makeTenant('professional');
const of = ({ ctx }: MadeTenant) => ({ tenantId: ctx.tenantId, reason });

const drain = async ({ operator }: ChangeScene, tenant: MadeTenant) => ({
  tenantId: tenant.ctx.tenantId,
  id: await contain(operator, { ...of(tenant), action: { kind: 'drain' }, minutes: 60 }),
});
const off = ({ operator }: ChangeScene) =>
  switchOff(operator, {
    what: { kind: 'tool', tool: 'http' },
    ...{ minutes: 60, reason },
  });
/** One is off at a time. */
const allOn = async ({ operator }: ChangeScene) => {
  for (const { id, endedAt } of await listSwitches(operator))
    if (!endedAt) await endSwitch(operator, { id, reason });
};
const incident = ({ operator, tenant }: ChangeScene) =>
  openIncident(operator, {
    ...{ title: 'A benchmark', severity: 'minor', text: 'Nothing happened.' },
    tenants: [tenant.ctx.tenantId],
  });
const turn = ({ operator }: ChangeScene, id: string, to: 'closed' | 'open') =>
  changeIncident(operator, { id, to, text: 'Looked at it.' });
export const objective = ({ operator }: ChangeScene) =>
  addObjective(operator, {
    ...{ name: `Objective ${newId()}`, kind: 'errors', thresholdMs: null, targetPercent: 99 },
    ...{ days: 7, plan: null, feature: 'pilot', escalateMinutes: 15, reason },
  });
const view = ({ operator }: ChangeScene) =>
  saveView(operator, { name: newId(), path: '/console', query: 'range=7d', shared: false });
const hold = ({ operator, tenant }: ChangeScene) => placeTenantHold(operator, of(tenant));
const group = ({ operator }: ChangeScene) =>
  createGroup(operator, { name: `Group ${newId()}`, tenants: [], reason });
const endpoint = ({ operator }: ChangeScene) =>
  addEndpoint(operator, {
    kind: 'email',
    address: `${newId()}@example.test`,
    onlyEscalations: true,
  });

/** What the platform's people change. */
export const PLATFORM_CHANGES: readonly AuditedChange[] = [
  changeOf('policy.edit', fresh, ({ operator }, tenant) =>
    editPolicy(operator, {
      ...{ ...of(tenant), basedOn: 1, startsAt: null, endsAt: null },
      policy: { ...PLAN_DEFAULTS.professional, requestsPerMinute: 61 },
    }),
  ),
  changeOf('tenant.suspend', fresh, ({ operator }, tenant) =>
    changeTenantState(operator, { ...of(tenant), to: 'suspended' }),
  ),
  changeOf(
    'tenant.resume',
    async ({ operator }) => {
      const tenant = await fresh();
      await changeTenantState(operator, { ...of(tenant), to: 'suspended' });
      return tenant;
    },
    ({ operator }, tenant) => changeTenantState(operator, { ...of(tenant), to: 'active' }),
  ),
  change('hold.place', hold),
  changeOf('hold.lift', hold, ({ operator, tenant }, id) =>
    liftTenantHold(operator, { ...of(tenant), id }),
  ),
  changeOf('containment.start', fresh, drain),
  changeOf(
    'containment.end',
    async (scene) => drain(scene, await fresh()),
    ({ operator }, held) => endContainment(operator, { ...held, reason }),
  ),
  changeOf('switch.off', allOn, off),
  changeOf(
    'switch.on',
    async (scene) => {
      await allOn(scene);
      return off(scene);
    },
    ({ operator }, id) => endSwitch(operator, { id, reason }),
  ),
  change('flag.set', ({ operator }, n) =>
    setFlag(operator, { name: 'deferred_questions', percent: n % 100, killed: false, reason }),
  ),
  change('flag.set_tenant', ({ operator, tenant }) =>
    setTenantFlag(operator, { ...of(tenant), name: 'deferred_questions', on: true }),
  ),
  change('incident.open', incident),
  changeOf('incident.note', incident, ({ operator }, id) =>
    addNote(operator, { id, text: 'Looked at it.' }),
  ),
  changeOf('incident.affected', incident, ({ operator }, id) =>
    setAffected(operator, { id, tenants: [] }),
  ),
  changeOf('incident.close', incident, (scene, id) => turn(scene, id, 'closed')),
  changeOf(
    'incident.reopen',
    async (scene) => {
      const id = await incident(scene);
      await turn(scene, id, 'closed');
      return id;
    },
    (scene, id) => turn(scene, id, 'open'),
  ),
  changeOf('incident.notice', incident, ({ operator }, id) =>
    sendNotice(operator, { id, title: 'A benchmark', text: 'Nothing happened.' }),
  ),
  change('objective.add', objective),
  changeOf('objective.edit', objective, ({ operator }, id) =>
    editObjective(operator, {
      ...{ id, name: `Objective ${newId()}`, enabled: false, targetPercent: 98 },
      ...{ days: 7, escalateMinutes: 15, reason },
    }),
  ),
  change('view.save', view),
  changeOf('view.remove', view, ({ operator }, id) => removeView(operator, id)),
  change('group.create', group),
  changeOf('group.edit', group, ({ operator, tenant }, id) =>
    setGroup(operator, { id, added: [tenant.ctx.tenantId], removed: [], reason }),
  ),
  changeOf('group.remove', group, ({ operator }, id) => removeGroup(operator, { id, reason })),
  change('notices.add_endpoint', endpoint),
  changeOf('notices.remove_endpoint', endpoint, ({ operator }, { id }) =>
    removeEndpoint(operator, id),
  ),
  changeOf(
    'quota.decide',
    async () => {
      const { ctx } = await fresh();
      const wanted = { tokensPerDay: 600_000 };
      return {
        tenantId: ctx.tenantId,
        id: await askForLimits(ctx, { wanted, days: null, reason }),
      };
    },
    ({ operator }, asked) =>
      decideRequest(operator, { ...asked, decision: 'refuse', answer: 'Not now' }),
  ),
];
