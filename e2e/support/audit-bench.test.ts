import { beforeAll, expect, it } from 'vitest';
import type { AuditedChange, ChangeScene } from '@/bench/support/audit/faults/audited-change';
import { CHANGES } from '@/bench/support/audit/faults/changes';
import { faultEverywhere, makeEach } from '@/bench/support/audit/faults/fault-everywhere';
import { NOT_CHANGES, untriedActions } from '@/bench/support/audit/faults/not-changes';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { recordAudit } from '@/lib/audit/record';
import { saveQuestion } from '@/lib/chat/save-exchange';
import { PLATFORM_ACTIONS, TENANT_ACTIONS } from '@/lib/console/audit-actions';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';

const tried = CHANGES.map(({ action }) => action);
const excluded = Object.values(NOT_CHANGES).flat();

let scene: ChangeScene;
beforeAll(async () => {
  scene = {
    tenant: await makeTenant('enterprise'),
    operator: await makePlatformPerson('operator'),
    second: await makePlatformPerson('operator'),
    finance: await makePlatformPerson('finance'),
  };
});
const forget = () =>
  asSuperuser('drop function if exists bench_observe() cascade; drop table if exists bench_change');

it('faults are planted in every change that the logs tell of, but for those with a reason', () => {
  expect(untriedActions(tried)).toEqual([]);
  expect(untriedActions(tried.filter((action) => action !== 'folder.create'))).toEqual([
    'folder.create',
  ]);
});

it('each action is tried or excluded, not both, and is one that the logs can have', () => {
  // Some are changed by a workspace and by operators, which is tried of each.
  const listed = [...new Set(tried), ...excluded];
  expect(listed.filter((action, at) => listed.indexOf(action) !== at)).toEqual([]);
  const known = new Set([...TENANT_ACTIONS, ...PLATFORM_ACTIONS]);
  expect(listed.filter((action) => !known.has(action))).toEqual([]);
});

it('each of the changes can be made, and is one transaction with its entry', async () => {
  await forget();
  const results = await makeEach(scene, CHANGES);
  expect(results.filter(({ problem, unequal }) => problem || unequal > 0)).toEqual([]);
  expect(results.map(({ made }) => made)).toEqual(CHANGES.map(() => 1));
}, 300_000);

it('a change that tells of itself in a transaction of its own is found', async () => {
  await forget();
  const split: AuditedChange = {
    action: 'bench.split',
    prepare:
      ({ tenant }) =>
      async () => {
        await saveQuestion(tenant.ctx, undefined, 'Who approves flights?', newId());
        await withTenantSql(tenant.ctx, (sql) =>
          recordAudit(tenant.ctx, sql, { action: 'bench.split', objectKind: 'conversation' }),
        );
      },
  };
  const whole = CHANGES.filter(({ action }) => action === 'tag.create');
  const [found, sound] = await faultEverywhere(scene, [split, ...whole]);
  expect(found?.unequal).toBeGreaterThan(0);
  expect(sound).toMatchObject({ action: 'tag.create', unequal: 0, problem: '' });
  expect(sound?.faults).toBeGreaterThan(5);
}, 120_000);
