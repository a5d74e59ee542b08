import { beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { changePolicy, latestPolicy } from '@/e2e/support/change-policy';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { superuserClient } from '@/e2e/support/superuser-client';
import { runPolicyChanges } from '@/lib/db/credentials';
import type { PlatformContext } from '@/lib/tenancy/context';
import { steerChange } from './decide-change';
import type { PolicyPatch } from './schema';

const reason = 'Agreed with the customer';
let one: PlatformContext;

beforeAll(async () => {
  one = await makePlatformPerson('operator');
});

const latest = (tenant: MadeTenant) => latestPolicy(one, tenant);
const change = (
  tenant: MadeTenant,
  patch: PolicyPatch,
  when: { startsAt?: string; endsAt?: string } = {},
) => changePolicy(one, tenant, { patch, reason, ...when });
const rpm = async (tenant: MadeTenant) => (await latest(tenant)).policy.requestsPerMinute;
const at = (ms: number) => new Date(Date.now() + ms).toISOString();

describe('time', () => {
  it('begins and ends a change by itself', async () => {
    const tenant = await makeTenant('free');
    const { state } = await change(
      tenant,
      { requestsPerMinute: 40 },
      { startsAt: at(60_000), endsAt: at(120_000) },
    );
    expect(state).toBe('ready');
    await runPolicyChanges(new Date());
    expect(await rpm(tenant)).toBe(10);
    await runPolicyChanges(new Date(Date.now() + 61_000));
    expect(await rpm(tenant)).toBe(40);
    await runPolicyChanges(new Date(Date.now() + 121_000));
    expect(await rpm(tenant)).toBe(10);
    expect((await latest(tenant)).version).toBe(3);
  });

  it('gives nothing back where somebody said otherwise meanwhile', async () => {
    const tenant = await makeTenant('free');
    await change(tenant, { requestsPerMinute: 40 }, { endsAt: at(60_000) });
    await change(tenant, { requestsPerMinute: 30 });
    await runPolicyChanges(new Date(Date.now() + 61_000));
    expect(await rpm(tenant)).toBe(30);
  });
});

describe('changes for a time', () => {
  const [BEGINS, ENDS] = [at(60_000), at(180_000)];
  const within = { startsAt: at(90_000), endsAt: at(120_000) };

  it('end within one another, also after a time in which nobody looked', async () => {
    const tenant = await makeTenant('professional');
    const before = await rpm(tenant);
    await change(tenant, { requestsPerMinute: 200 }, { endsAt: ENDS });
    await change(tenant, { requestsPerMinute: 300 }, { endsAt: within.endsAt });
    expect(await rpm(tenant)).toBe(300);
    await runPolicyChanges(new Date(at(200_000)));
    expect(await rpm(tenant)).toBe(before);
  });

  it('run in one process at a time', async () => {
    const other = await superuserClient();
    const lock = "hashtextextended('tenantry.run_policy_changes', 0)";
    try {
      await other.query(`begin; select pg_advisory_xact_lock(${lock})`);
      const run = runPolicyChanges(new Date());
      await expect
        .poll(async () => {
          const waits = 'select from pg_locks where locktype = $1 and not granted';
          return (await asSuperuser(waits, ['advisory'])).length;
        })
        .toBe(1);
      await other.query('commit');
      await run;
    } finally {
      await other.end();
    }
  });

  it('are refused where one would bring back what is over', async () => {
    const tenant = await makeTenant('professional');
    await change(tenant, { requestsPerMinute: 200 }, { endsAt: ENDS });
    const later = change(tenant, { requestsPerMinute: 300 }, { endsAt: at(240_000) });
    await expect(later).rejects.toMatchObject({ code: 'conflict', message: /for a time/ });
    await change(tenant, { weight: 5 }, { endsAt: at(240_000) });
    await change(await makeTenant('professional'), { requestsPerMinute: 300 }, { endsAt: ENDS });
  });

  it('are refused where one would never begin', async () => {
    const tenant = await makeTenant('professional');
    await change(tenant, { requestsPerMinute: 200 }, { startsAt: BEGINS, endsAt: ENDS });
    const refused = [within, { startsAt: at(90_000) }, { endsAt: at(90_000) }];
    for (const when of refused)
      await expect(change(tenant, { requestsPerMinute: 300 }, when)).rejects.toMatchObject({
        code: 'conflict',
      });
    await change(tenant, { requestsPerMinute: 400 }, { startsAt: ENDS });
    await change(tenant, { requestsPerMinute: 300 }, { endsAt: BEGINS });
    const seen = [await rpm(tenant)];
    for (const ms of [70_000, 190_000]) {
      await runPolicyChanges(new Date(at(ms)));
      seen.push(await rpm(tenant));
    }
    expect(seen).toEqual([300, 200, 400]);
  });

  it('give way to what somebody says for good', async () => {
    const tenant = await makeTenant('professional');
    await change(tenant, { requestsPerMinute: 200 }, { startsAt: BEGINS, endsAt: ENDS });
    await change(tenant, { requestsPerMinute: 300 });
    await runPolicyChanges(new Date(at(70_000)));
    expect(await rpm(tenant)).toBe(300);
  });

  it('are not taken back once they ended', async () => {
    const tenant = await makeTenant('professional');
    const { change: id } = await change(tenant, { weight: 5 }, { endsAt: BEGINS });
    await runPolicyChanges(new Date(at(70_000)));
    await expect(steerChange(one, { id, step: 'undo', reason })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});
