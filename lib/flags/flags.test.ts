import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { setFlag, setTenantFlag } from './change-flag';
import { decideFlag } from './decide-flag';
import { flagOn } from './flag-on';
import { readFlags } from './queries';

const share = (percent: number) => ({ percent, killed: false });

describe('a share of tenants', () => {
  it('is nobody at 0, everybody at 100, and only grows between', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.nat(100), fc.nat(100), (tenant, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        expect(decideFlag('x', tenant, share(0), undefined)).toBe(false);
        expect(decideFlag('x', tenant, share(100), undefined)).toBe(true);
        if (decideFlag('x', tenant, share(less), undefined))
          expect(decideFlag('x', tenant, share(more), undefined)).toBe(true);
      }),
    );
  });

  it('is as large as it says, and not the same tenants for every flag', () => {
    const tenants = Array.from({ length: 4_000 }, newId);
    const on = (name: string) =>
      tenants.filter((tenant) => decideFlag(name, tenant, share(25), undefined));
    expect(Math.abs(on('one').length / tenants.length - 0.25)).toBeLessThan(0.04);
    const both = new Set(on('one'));
    const shared = on('other').filter((tenant) => both.has(tenant)).length;
    expect(Math.abs(shared / tenants.length - 0.0625)).toBeLessThan(0.03);
  });

  it('yields to an exception, and everything to the switch', () => {
    expect(decideFlag('x', newId(), share(0), true)).toBe(true);
    expect(decideFlag('x', newId(), share(100), false)).toBe(false);
    expect(decideFlag('x', newId(), { percent: 100, killed: true }, true)).toBe(false);
  });
});

describe('a flag', () => {
  let operator: PlatformContext;
  let auditor: PlatformContext;
  beforeAll(async () => {
    operator = await makePlatformPerson('operator');
    auditor = await makePlatformPerson('auditor');
  });
  const reason = 'For the test';
  const name = 'deferred_questions';

  /** PostgreSQL says it to every process; here is one. */
  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
  }

  it('is on as shipped, off and on for one tenant, with its history', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const { tenantId } = tenant.ctx;
    expect(await flagOn(tenant.ctx, name)).toBe(true);
    await setTenantFlag(operator, { name, tenantId, on: false, reason });
    await until(async () => !(await flagOn(tenant.ctx, name)));
    expect(await flagOn(other.ctx, name)).toBe(true);
    await setTenantFlag(operator, { name, tenantId, on: null, reason });
    await until(() => flagOn(tenant.ctx, name));
    const { flags } = await readFlags(auditor);
    const [removed, off] = flags.find((flag) => flag.name === name)?.changes ?? [];
    expect(removed).toMatchObject({ content: null });
    expect(off).toMatchObject({ content: { on: false }, reason, by: expect.any(String) });
  });

  it('is taken from everybody at once, and given back', async () => {
    const tenant = await makeTenant();
    expect(await flagOn(tenant.ctx, name)).toBe(true);
    await setFlag(operator, { name, percent: 100, killed: true, reason });
    await until(async () => !(await flagOn(tenant.ctx, name)));
    await setFlag(operator, { name, percent: 100, killed: false, reason });
    await until(() => flagOn(tenant.ctx, name));
  });

  it('is changed by operators alone, of tenants that there are', async () => {
    const refused = { code: 'forbidden' };
    await expect(
      setFlag(auditor, { name, percent: 1, killed: false, reason }),
    ).rejects.toMatchObject(refused);
    await expect(
      setTenantFlag(operator, { name, tenantId: newId(), on: true, reason }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
