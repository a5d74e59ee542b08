import { beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { contain } from '@/lib/containment/contain';
import { endSwitch, switchOff } from '@/lib/containment/switch-off';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { addNote, changeIncident, openIncident, sendNotice, setAffected } from './change-incident';
import { freshNotice, listIncidents, listOwnNotices, readIncident } from './queries';
import { sendNoticeSchema } from './schema';

let operator: PlatformContext;
let auditor: PlatformContext;
beforeAll(async () => {
  [operator, auditor] = [await makePlatformPerson('operator'), await makePlatformPerson('auditor')];
});

const OPENED = { title: 'Answers are slow', severity: 'major' as const, text: 'Seen at 9.' };

it('keeps a timeline, with what held affected tenants back', async () => {
  const tenant = await makeTenant();
  const { tenantId } = tenant.ctx;
  const id = await openIncident(operator, { ...OPENED, tenants: [] });
  await setAffected(operator, { id, tenants: [tenantId, tenantId] });
  const action = { kind: 'drain' as const };
  const what = { kind: 'tool' as const, tool: 'read_usage' as const };
  const off = await switchOff(operator, { what, minutes: 5, reason: 'To look at it' });
  await contain(operator, { tenantId, action, minutes: 5, reason: 'To look at it' });
  await addNote(operator, { id, text: 'The provider is slow.' });
  await changeIncident(operator, { id, to: 'closed', text: 'It is fast again.' });
  await expect(
    changeIncident(operator, { id, to: 'closed', text: 'Once more' }),
  ).rejects.toMatchObject({ code: 'conflict' });
  await endSwitch(operator, { id: off, reason: 'Looked at' });
  const { timeline: all } = await readIncident(auditor, id);
  expect(all.map((event) => event.id)).toEqual(
    expect.arrayContaining([`${off} began`, `${off} ended`]),
  );
  const seen = await readIncident(auditor, id);
  seen.timeline = all.filter(
    (event) => event.tenant || !['contained', 'released'].includes(event.kind),
  );
  expect(seen.timeline.map(({ kind }) => kind)).toEqual([
    'opened',
    'affected',
    'contained',
    'note',
    'closed',
  ]);
  expect(seen).toMatchObject({ affected: 1, tenants: [{ id: tenantId, notices: 0 }] });
  expect(await listIncidents(auditor)).toContainEqual(
    expect.objectContaining({ id, closedAt: expect.any(String) }),
  );
});

it('shows what was in force before it was opened', async () => {
  const { tenantId } = (await makeTenant()).ctx;
  const action = { kind: 'drain' as const };
  const held = await contain(operator, { tenantId, action, minutes: 5, reason: 'Seen early' });
  const id = await openIncident(operator, { ...OPENED, tenants: [tenantId] });
  const { timeline } = await readIncident(auditor, id);
  expect(timeline.map((event) => event.id)).toContain(`${held} began`);
});

it('tells the same once, also when it is sent twice at once', async () => {
  const [one, two] = [await makeTenant(), await makeTenant()];
  const id = await openIncident(operator, { ...OPENED, tenants: [one.ctx.tenantId] });
  const told = { id, title: 'Slow answers', text: 'Answers took long.' };
  expect(await Promise.all([sendNotice(operator, told), sendNotice(operator, told)])).toEqual([
    1, 1,
  ]);
  const entries = () =>
    asSuperuser(
      "select from platform_audit where action = 'incident.notice' and detail ->> 'incident' = $1",
      [id],
    );
  expect(await listOwnNotices(one.ctx)).toHaveLength(1);
  expect(await entries()).toHaveLength(1);
  await setAffected(operator, { id, tenants: [one.ctx.tenantId, two.ctx.tenantId] });
  expect(await sendNotice(operator, told)).toBe(1);
  expect(await entries()).toHaveLength(2);
  expect(
    [await listOwnNotices(one.ctx), await listOwnNotices(two.ctx)].map((all) => all.length),
  ).toEqual([1, 1]);
});

it('tells every affected tenant, in its portal, its log and its events, and nobody else', async () => {
  const [one, two, other] = [await makeTenant(), await makeTenant(), await makeTenant()];
  const id = await openIncident(operator, {
    ...OPENED,
    tenants: [one.ctx.tenantId, two.ctx.tenantId],
  });
  const told = { id, title: 'Slow answers', text: 'Answers took long.\nThey are "fast" again.' };
  expect(await sendNotice(operator, told)).toBe(2);
  for (const { ctx } of [one, two]) {
    expect(await listOwnNotices(ctx)).toMatchObject([{ title: told.title, text: told.text }]);
    expect(await freshNotice(ctx)).toMatchObject({ incidentId: id });
    const entries = await withTenantSql(ctx, (sql) =>
      sql(
        "select actor_kind from audit_entry where tenant_id = :tenant and action = 'incident.notice'",
      ),
    );
    expect(entries).toEqual([{ actor_kind: 'operator' }]);
    const events = await withTenantSql(ctx, (sql) =>
      sql("select kind from tenant_event where tenant_id = :tenant and kind = 'incident.notice'"),
    );
    expect(events).toHaveLength(1);
  }
  expect(await listOwnNotices(other.ctx)).toEqual([]);
  const { tenants } = await readIncident(operator, id);
  expect(tenants.map(({ notices }) => notices)).toEqual([1, 1]);
});

it('fits whatever a notice may say into its event', async () => {
  const tenant = await makeTenant();
  const id = await openIncident(operator, { ...OPENED, tenants: [tenant.ctx.tenantId] });
  const worst = { id, title: '"'.repeat(120), text: `${'"\n'.repeat(349)}""` };
  expect(sendNoticeSchema.safeParse(worst).success).toBe(true);
  expect(await sendNotice(operator, worst)).toBe(1);
  expect(sendNoticeSchema.safeParse({ ...worst, title: 'Two\nlines' }).success).toBe(false);
});

it('is written by operators alone, about tenants that there are', async () => {
  await expect(openIncident(auditor, { ...OPENED, tenants: [] })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(openIncident(operator, { ...OPENED, tenants: [newId()] })).rejects.toMatchObject({
    code: 'invalid_input',
  });
  const id = await openIncident(operator, { ...OPENED, tenants: [] });
  await expect(
    sendNotice(operator, { id, title: 'Nobody', text: 'To nobody' }),
  ).rejects.toMatchObject({ code: 'conflict' });
  await expect(addNote(operator, { id: newId(), text: 'Lost' })).rejects.toMatchObject({
    code: 'not_found',
  });
});
