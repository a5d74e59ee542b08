import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { newId } from '@/lib/ids';
import { closePools } from './pools';
import { isUniqueViolation } from './sql-errors';
import { withTenant } from './tenant-models';

let ours: MadeTenant;
let theirs: MadeTenant;
const at = new Date('2026-11-02T10:00:00Z');

const group = (id: string) => ({ id, nameSealed: Buffer.from('sealed'), createdAt: at });
const usage = (principalId: string, feature: string, priceNano: bigint) => ({
  id: newId(),
  principalKind: 'user',
  principalId,
  feature,
  outcome: 'ok',
  policyVersion: 1,
  startedAt: at,
  latencyMs: 1,
  priceNano,
});

beforeAll(async () => {
  [ours, theirs] = [await makeTenant(), await makeTenant()];
});
afterAll(closePools);

describe('withTenant', () => {
  it('creates, reads, changes and removes rows of the tenant alone', async () => {
    const id = newId();
    const made = await withTenant(ours.ctx, (tx) => tx.userGroup.create({ data: group(id) }));
    expect(made).toMatchObject({ id, tenantId: ours.ctx.tenantId, createdAt: at });
    const changed = { nameSealed: Buffer.from('renamed') };
    await withTenant(theirs.ctx, async (tx) => {
      expect(await tx.userGroup.findFirst({ where: { id } })).toBeNull();
      expect(await tx.userGroup.updateMany({ where: { id }, data: changed })).toBe(0);
      expect(await tx.userGroup.deleteMany({ where: { id } })).toBe(0);
    });
    await withTenant(ours.ctx, async (tx) => {
      expect(await tx.userGroup.updateMany({ where: { id }, data: changed })).toBe(1);
      const found = await tx.userGroup.findFirst({ where: { id }, select: { nameSealed: true } });
      expect(found).toEqual({
        tenantId: ours.ctx.tenantId,
        nameSealed: new Uint8Array(changed.nameSealed),
      });
      expect(await tx.userGroup.deleteMany({ where: { id } })).toBe(1);
    });
  });

  it('returns a folder from the statement that makes it', async () => {
    const id = newId();
    const data = { id, createdBy: ours.ctx.principal.id, createdAt: at };
    const made = await withTenant(ours.ctx, (tx) => tx.folder.create({ data }));
    expect(made.id).toBe(id);
  });

  it('cannot be led to another tenant by an OR, a NOT or a smuggled field', async () => {
    const id = newId();
    await withTenant(theirs.ctx, (tx) => tx.userGroup.create({ data: group(id) }));
    const smuggled = { tenantId: theirs.ctx.tenantId } as object;
    await withTenant(ours.ctx, async (tx) => {
      for (const where of [
        { OR: [{ id }, smuggled] },
        { NOT: { id: newId() } },
        smuggled,
        { ...smuggled, id },
      ]) {
        const rows = await tx.userGroup.findMany({ where });
        expect(rows.filter((row) => row.id === id)).toEqual([]);
      }
      const row = await tx.userGroup.create({ data: { ...group(newId()), ...smuggled } });
      expect(row.tenantId).toBe(ours.ctx.tenantId);
      const data = { createdAt: at, ...smuggled };
      await tx.userGroup.updateMany({ data });
      expect((await tx.userGroup.findMany()).length).toBeGreaterThan(0);
    });
  });

  it('offers no type that takes a tenant, or a way around the gateway', async () => {
    await withTenant(ours.ctx, async (tx) => {
      // @ts-expect-error a filter takes no tenant
      await tx.userGroup.count({ where: { OR: [{ tenantId: theirs.ctx.tenantId }] } });
      // @ts-expect-error nor do rows
      await tx.userGroup.createMany({ data: [{ ...group(newId()), tenantId: newId() }] });
    });
    await withTenant(ours.ctx, async (tx) => {
      expect(Object.keys(tx.userGroup)).not.toContain('findUnique');
      expect(Object.keys(tx).filter((key) => key.startsWith('$'))).toEqual([]);
      expect(Object.keys(tx)).not.toContain('appUser');
    });
  });

  it('sums nano-dollars exactly, per tenant', async () => {
    const huge = 9_007_199_254_740_993n;
    const [us, them] = [ours.ctx.principal.id, theirs.ctx.principal.id];
    await withTenant(theirs.ctx, (tx) => tx.request.create({ data: usage(them, 'first', 5n) }));
    await withTenant(ours.ctx, async (tx) => {
      const added = await tx.request.createMany({
        data: [usage(us, 'first', huge), usage(us, 'second', 2n)],
      });
      expect(added).toBe(2);
      const total = await tx.request.aggregate({ _sum: { priceNano: true } });
      expect(total._sum.priceNano).toBe(huge + 2n);
      const groups = await tx.request.groupBy({
        by: ['feature'],
        _sum: { priceNano: true },
        where: { feature: 'first' },
      });
      expect(groups).toEqual([
        { tenantId: ours.ctx.tenantId, feature: 'first', _sum: { priceNano: huge } },
      ]);
      expect(await tx.request.count({ where: { feature: 'second' } })).toBe(1);
    });
  });

  it('runs SQL in the same transaction, with the plain gateway’s rules', async () => {
    const id = newId();
    await withTenant(ours.ctx, async (tx) => {
      await tx.userGroup.create({ data: group(id) });
      const rows = await tx.sql<{ tenant_id: string; created_at: Date }>(
        'select tenant_id, created_at from user_group where tenant_id = :tenant and id = $1::uuid',
        [id],
      );
      expect(rows).toEqual([{ tenant_id: ours.ctx.tenantId, created_at: at }]);
      await expect(tx.sql('select 1')).rejects.toThrow(/must name :tenant/);
    });
  });

  it('undoes everything when the work fails', async () => {
    const id = newId();
    const failing = withTenant(ours.ctx, async (tx) => {
      await tx.userGroup.create({ data: group(id) });
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    const count = await withTenant(ours.ctx, (tx) => tx.userGroup.count({ where: { id } }));
    expect(count).toBe(0);
  });

  it('tells a taken key from other failures', async () => {
    const id = newId();
    const twice = withTenant(ours.ctx, async (tx) => {
      await tx.userGroup.create({ data: group(id) });
      await tx.userGroup.create({ data: group(id) });
    });
    expect(isUniqueViolation(await twice.catch((error: unknown) => error))).toBe(true);
    const refused = withTenant((await makeMember(ours)).ctx, (tx) =>
      tx.userGroup.create({ data: group(newId()) }),
    );
    expect(isUniqueViolation(await refused.catch((error: unknown) => error))).toBe(false);
    await expect(refused).rejects.toThrow();
  });

  it('refuses anything but a minted context', async () => {
    const forged = { ...ours.ctx, databaseToken: () => ours.ctx.databaseToken() };
    await expect(withTenant(forged as never, async () => 1)).rejects.toThrow(/verified tenant/);
  });
});
