import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { createKey } from '@/lib/api-keys/create-key';
import { listKeys } from '@/lib/api-keys/queries';
import { revokeKey } from '@/lib/api-keys/revoke-key';
import { rotateKey } from '@/lib/api-keys/rotate-key';
import type { CreateKey } from '@/lib/api-keys/schema';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { verifyApiKey } from './verify-key';

const from = { address: '127.0.0.1' };
const draft = (changes: Partial<CreateKey> = {}): CreateKey => ({
  name: 'Nightly import',
  scopes: ['messages'],
  days: null,
  allowList: [],
  limits: { requestsPerMinute: null, burstPerSecond: null, tokensPerMinute: null, inFlight: 3 },
  mayDowngrade: false,
  ...changes,
});

let tenant: MadeTenant;
beforeAll(async () => {
  tenant = await makeTenant('professional');
});
afterAll(closePools);

describe('a key', () => {
  it('gives a context of its tenant with what it may', async () => {
    const { id, text } = await createKey(tenant.ctx, draft());
    expect(text).toMatch(/^ten_pro_[0-9A-Za-z]{22}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/);
    const ctx = await verifyApiKey(text, from);
    expect(ctx.tenantId).toBe(tenant.ctx.tenantId);
    expect(ctx.principal).toMatchObject({ kind: 'key', role: 'key', id, name: 'Nightly import' });
    expect(ctx.key).toEqual({
      id,
      scopes: ['messages'],
      limits: { inFlight: 3 },
      mayDowngrade: false,
      tier: 'pro',
    });
    // The first key of a process begins to listen, and what was verified before it listens is not remembered.
    const again = async () => {
      const first = await verifyApiKey(text, from);
      return Object.is(first, await verifyApiKey(text, from));
    };
    await expect.poll(again).toBe(true);
    const rows = await withTenantSql(ctx, (sql) => sql('select id from tenant where id = :tenant'));
    expect(rows).toHaveLength(1);
    expect((await listKeys(tenant.ctx))[0]).toMatchObject({ id, state: 'active' });
  });
  it('ends', async () => {
    const { id, text } = await createKey(tenant.ctx, draft());
    const ctx = await verifyApiKey(text, from);
    await revokeKey(tenant.ctx, id);
    await expect(
      withTenantSql(ctx, (sql) => sql('select id from tenant where id = :tenant')),
    ).resolves.toEqual([]);
    await expect
      .poll(() =>
        verifyApiKey(text, from).then(
          () => 'in',
          (e) => e.code,
        ),
      )
      .toBe('unauthenticated');
  });
  it('rotates', async () => {
    const old = await createKey(tenant.ctx, draft({ days: 10 }));
    const next = await rotateKey(tenant.ctx, { id: old.id, overlapHours: 1 });
    await verifyApiKey(old.text, from);
    await verifyApiKey(next.text, from);
    const keys = await listKeys(tenant.ctx);
    expect(keys.find((key) => key.id === old.id)?.replacedBy).toBe(next.id);
  });
});
