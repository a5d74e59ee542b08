import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { forgeKey, keyDraft } from '@/e2e/support/key-text';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { ownerClient } from '@/e2e/support/owner-client';
import { createKey } from '@/lib/api-keys/create-key';
import { listKeys } from '@/lib/api-keys/queries';
import { revokeKey } from '@/lib/api-keys/revoke-key';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import * as credentials from '@/lib/db/credentials';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { openWork } from '@/lib/lifecycle/open-work';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';
import type { TenantContext } from './context';
import { parseKeyCredential } from './key-credential';
import { verifyApiKey } from './verify-key';

const from = { address: '127.0.0.1' };
const draft = keyDraft;
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'in',
    (error) => error.code,
  );
const own = (ctx: TenantContext) =>
  withTenantSql(ctx, (sql) => sql('select id from tenant where id = :tenant'));

let tenant: MadeTenant;
beforeAll(async () => {
  tenant = await makeTenant('professional');
});
afterEach(() => vi.restoreAllMocks());
afterAll(closePools);

/** Verified, and remembered: the first key of a process begins to listen, which forgets what was verified before. */
async function remembered(text: string): Promise<TenantContext> {
  let ctx = await verifyApiKey(text, from);
  await expect
    .poll(async () => {
      const before = ctx;
      ctx = await verifyApiKey(text, from);
      return ctx === before;
    })
    .toBe(true);
  return ctx;
}

describe('a key', () => {
  it('gives a context of its tenant with what it may', async () => {
    const limits = { ...draft().limits, inFlight: 3, tokensPerMinute: 900 };
    const { id, text } = await createKey(tenant.ctx, draft({ limits, mayDowngrade: true }));
    const ctx = await verifyApiKey(text, from);
    expect(ctx.tenantId).toBe(tenant.ctx.tenantId);
    expect(ctx.principal).toEqual({
      kind: 'key',
      role: 'key',
      id,
      name: 'Nightly import',
      email: '',
      ancestors: [],
    });
    expect(ctx.key).toEqual({
      ...{ id, scopes: ['messages'], limits: { inFlight: 3, tokensPerMinute: 900 } },
      ...{ mayDowngrade: true, tier: 'pro' },
    });
    expect(await own(ctx)).toHaveLength(1);
  });

  it('asks PostgreSQL nothing while it is in use', async () => {
    const { text } = await createKey(tenant.ctx, draft());
    await remembered(text);
    const mint = vi.spyOn(credentials, 'mintKey');
    for (let n = 0; n < 1_000; n++) await verifyApiKey(text, from);
    expect(mint).not.toHaveBeenCalled();
  });

  it('is asked about once for callers that come together', async () => {
    const { text } = await createKey(tenant.ctx, draft());
    const mint = vi.spyOn(credentials, 'mintKey');
    const contexts = await Promise.all([1, 2, 3].map(() => verifyApiKey(text, from)));
    expect(new Set(contexts).size).toBe(1);
    expect(mint).toHaveBeenCalledTimes(1);
  });

  it('tells when it was last used, written once a minute', async () => {
    const { id, text } = await createKey(tenant.ctx, draft());
    const last = async () => (await listKeys(tenant.ctx)).find((key) => key.id === id)?.lastUsedAt;
    expect(await last()).toBeNull();
    await verifyApiKey(text, from);
    const first = await last();
    expect(first).toMatch(/^\d{4}-/);
    const parsed = parseKeyCredential(text);
    if (!parsed) throw new Error('It is a key.');
    expect(
      await credentials.mintKey(id, Buffer.from(parsed.hmac, 'base64'), undefined),
    ).toBeDefined();
    expect(await last()).toBe(first);
  });
});

describe('what is no key that holds', () => {
  it('is refused alike, whatever is wrong with it', async () => {
    const { id, text } = await createKey(tenant.ctx, draft());
    const { text: other } = await createKey(tenant.ctx, draft());
    const [ten, tier, keyId, secret, sum] = text.split('_');
    const parts = (...changed: (string | undefined)[]) => changed.join('_');
    const foreign = other.split('_');
    const wrong = [
      ...['', 'ten', text.slice(1), `${text}x`, `${text}\n`, ` ${text}`, text.toLowerCase()],
      parts(ten, tier, keyId, secret, '000000'),
      parts(ten, 'ent', keyId, secret, sum),
      forgeKey(ten, 'ent', keyId, secret),
      forgeKey(ten, tier, keyId, foreign[3]),
      forgeKey(ten, tier, foreign[2], secret),
      forgeKey(ten, tier, 'z'.repeat(22), secret),
    ];
    const answers = await Promise.all(
      wrong.map((each) =>
        verifyApiKey(each, from).catch((error) => `${error.code} ${error.message}`),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^unauthenticated /);
    await revokeKey(tenant.ctx, id);
    const revoked = await verifyApiKey(text, from).catch(
      (error) => `${error.code} ${error.message}`,
    );
    expect(revoked).toBe(answers[0]);
  });

  it('costs no question when it is only mistyped', async () => {
    const { text } = await createKey(tenant.ctx, draft());
    const mint = vi.spyOn(credentials, 'mintKey');
    const place = text.length - 20;
    const typo = `${text.slice(0, place)}${text[place] === 'a' ? 'b' : 'a'}${text.slice(place + 1)}`;
    expect(await code(verifyApiKey(typo, from))).toBe('unauthenticated');
    expect(mint).not.toHaveBeenCalled();
  });

  it('costs one question a second when it is made up with a checksum that fits', async () => {
    const { text } = await createKey(tenant.ctx, draft());
    const [ten, tier, keyId] = text.split('_');
    const forged = forgeKey(ten, tier, keyId, 'z'.repeat(43));
    const mint = vi.spyOn(credentials, 'mintKey');
    for (let n = 0; n < 100; n++)
      expect(await code(verifyApiKey(forged, from))).toBe('unauthenticated');
    expect(mint).toHaveBeenCalledTimes(1);
    expect(await code(verifyApiKey(text, from))).toBe('in');
    const askedAgain = async () => {
      await code(verifyApiKey(forged, from));
      return mint.mock.calls.length;
    };
    await expect.poll(askedAgain, { timeout: 5_000 }).toBe(3);
  });

  it('is an address that the key is not for, from memory too', async () => {
    const allowList = ['192.0.2.9/24', '2001:db8::/32'];
    const { id, text } = await createKey(tenant.ctx, draft({ allowList }));
    expect((await listKeys(tenant.ctx)).find((key) => key.id === id)?.allowList).toEqual([
      '192.0.2.0/24',
      '2001:db8::/32',
    ]);
    const at = (address: string) => code(verifyApiKey(text, { address }));
    const inside = ['192.0.2.77', '::ffff:192.0.2.77', '2001:db8::7'];
    const outside = ['192.0.3.1', '::ffff:192.0.3.1', '2001:db9::1', '127.0.0.1', 'unknown', ''];
    for (let round = 0; round < 3; round++) {
      for (const address of inside) expect([address, await at(address)]).toEqual([address, 'in']);
      for (const address of outside)
        expect([address, await at(address)]).toEqual([address, 'forbidden']);
    }
  });

  it.each(['192.0.2.0/33', '192.0.2', 'example.test', '2001:db8::/129', '1.2.3.4/1/2'])(
    'has no network %s',
    async (network) => {
      const created = createKey(tenant.ctx, draft({ allowList: [network] }));
      expect(await code(created)).toBe('invalid_input');
    },
  );
});

describe('the end of a key', () => {
  it('is in force with the next transaction, and what runs under it is told', async () => {
    const { id, text } = await createKey(tenant.ctx, draft());
    const ctx = await remembered(text);
    const work = openWork(ctx);
    await revokeKey(tenant.ctx, id);
    expect(await own(ctx)).toEqual([]);
    await expect.poll(() => work.signal.aborted, { timeout: 5_000 }).toBe(true);
    expect(work.signal.reason).toMatchObject({ code: 'cancelled' });
    work.close();
    await expect.poll(() => code(verifyApiKey(text, from))).toBe('unauthenticated');
  });

  it.each(['expires_at', 'revoked_at'])('needs no message: %s is looked for', async (column) => {
    const { id, text } = await createKey(tenant.ctx, draft());
    const ctx = await remembered(text);
    const owner = await ownerClient();
    try {
      await owner.query('alter table api_key no force row level security, disable trigger user');
      await owner.query(`update api_key set ${column} = clock_timestamp() where id = $1`, [id]);
      await owner.query('alter table api_key force row level security, enable trigger user');
    } finally {
      await owner.end();
    }
    await expect
      .poll(() => code(verifyApiKey(text, from)), { timeout: 5_000 })
      .toBe('unauthenticated');
    expect(await own(ctx)).toEqual([]);
  });

  it('comes with a pause of the workspace, which says so', async () => {
    const paused = await makeTenant('free');
    const { text } = await createKey(paused.ctx, draft());
    expect(text).toMatch(/^ten_free_/);
    await remembered(text);
    const change = { tenantId: paused.ctx.tenantId, to: 'suspended' as const, reason: 'not paid' };
    await changeTenantState(await makePlatformPerson('operator'), change);
    await expect.poll(() => code(verifyApiKey(text, from))).toBe('tenant_suspended');
  });
});

it('sees a new policy at once', async () => {
  const { text } = await createKey(tenant.ctx, draft());
  const before = await remembered(text);
  const rule = { scope: 'key', subject: null, period: 'day', tokens: 5 } as const;
  await setOwnBudgets(tenant.ctx, {
    ...{ basedOn: before.policyVersion, reason: 'for a test', downgradeModel: true },
    ...{
      downgradeLength: true,
      ownBudgets: [{ ...rule, priceNano: null, softPercent: null, graceMinutes: null }],
    },
  });
  const next = async () => (await verifyApiKey(text, from)).policyVersion;
  await expect.poll(next).toBe(before.policyVersion + 1);
});
