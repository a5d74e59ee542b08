import { expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { editPolicy, readLatest } from '@/lib/console/edit-policy';
import type { OutgoingNotice } from '@/lib/db/notice-outbox';
import { withPlatform } from '@/lib/db/platform-sql';
import { newId } from '@/lib/ids';
import { mailOf, webhookBody } from '@/lib/notify/notice-message';
import { countWaitingChanges } from './count-waiting';
import { decideChange } from './decide-change';

const reason = 'Agreed with the customer';

async function noticesOf(tenantId: string): Promise<OutgoingNotice[]> {
  const rows = await asSuperuser<Omit<OutgoingNotice, 'tenantId' | 'tenant'> & { slug: string }>(
    `select n.id, n.kind, n.at, n.payload, t.slug from notice n join tenant t on t.id = n.subject_tenant
     where t.id = $1 order by n.at`,
    [tenantId],
  );
  return rows.map(({ slug, ...notice }) => ({ ...notice, tenantId, tenant: slug }));
}

it('tells of a change that waits, and reminds whoever may decide it until somebody did', async () => {
  const [one, two] = [await makePlatformPerson('operator'), await makePlatformPerson('operator')];
  const auditor = await makePlatformPerson('auditor');
  const { ctx, slug } = await makeTenant('professional');
  const { tenantId } = ctx;
  const { policy } = await withPlatform(one, { action: 'test.read', reason }, (sql) =>
    readLatest(sql, tenantId),
  );
  const counts = () => Promise.all([one, two, auditor].map(countWaitingChanges));
  const before = await counts();
  const within = { ...policy, requestsPerMinute: policy.requestsPerMinute + 1 };
  await editPolicy(one, { tenantId, basedOn: 1, reason, policy: within });
  expect(await noticesOf(tenantId)).toEqual([]);
  const { change } = await editPolicy(one, {
    ...{ tenantId, basedOn: 2, reason },
    policy: { ...policy, requestsPerMinute: policy.requestsPerMinute * 100 },
  });
  const [notice] = await noticesOf(tenantId);
  if (!notice) throw new Error('Nobody was told.');
  expect(JSON.parse(webhookBody(notice))).toMatchObject({
    ...{
      type: 'policy.waiting',
      tenant: { id: tenantId, slug },
      change,
      of: 'tenants',
      tenants: 1,
    },
    ...{ beyond: ['requestsPerMinute'], proposedBy: one.userId },
  });
  const { subject, text } = mailOf(notice, 'https://console.test');
  expect(subject).toContain('waits for a second operator');
  expect(text).toContain(`A change for ${slug} goes beyond the bounds (requestsPerMinute)`);
  expect(text).not.toContain(reason);
  const [own = 0, others = 0] = before;
  expect(await counts()).toEqual([own, others + 1, 0]);
  await decideChange(two, { id: change, approve: false, reason });
  expect(await counts()).toEqual(before);
});

it('tells of an alert, in words', async () => {
  const { ctx } = await makeTenant();
  const tenantId = ctx.tenantId;
  const place = `a test ${newId()}`;
  await raise(tenantId, place);
  await raise(tenantId, place);
  const notices = await noticesOf(tenantId);
  expect(notices.map(({ kind }) => kind)).toEqual(['security_alert']);
  const [notice] = notices;
  if (!notice) return;
  expect(JSON.parse(webhookBody(notice))).toMatchObject({
    ...{ type: 'security.alert', alert: 'books_differ', place },
  });
  const { text } = mailOf(notice, 'https://console.test');
  expect(text).toContain(`a difference was found in ${place}`);
  expect(text).toContain('https://console.test/console/security');
});

const raise = (tenantId: string, place: string) =>
  asSuperuser(
    `insert into security_alert (id, at, kind, place, subject_tenant, principal_id, acknowledged_at, acknowledged_by, note)
     values (gen_random_uuid(), now(), 'books_differ', $2, $1, $1, now(), $1, 'a test')`,
    [tenantId, place],
  );
