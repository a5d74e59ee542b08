import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { type MadeTenant, makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { answer } from '@/lib/chat/answer';
import type { AnswerEvent } from '@/lib/chat/schema';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { transaction } from '@/lib/db/transaction';
import { newId } from '@/lib/ids';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import { type LocalModel, startLocalModel } from '@/lib/llm/local/local-model';
import { DEFAULT_SETTINGS } from '@/lib/llm/local/settings';
import type { PlatformContext } from '@/lib/tenancy/context';
import { verifyPlatformSession, verifyTenantSession } from '@/lib/tenancy/verify-session';
import { clearModelAccount, setModelAccount } from './set-model-account';
import { setVectorCluster } from './set-vector-cluster';

const LEAVE = 'Parental leave lasts sixteen weeks and is paid in full from the first day.';

let own: LocalModel;
let platform: LocalModel;
let operator: PlatformContext;
let finance: PlatformContext;
let mine: MadeTenant;
let other: MadeTenant;

beforeAll(async () => {
  own = await startLocalModel();
  platform = await ensureLocalModel();
  operator = await verifyPlatformSession((await makePerson('operator')).session);
  finance = await verifyPlatformSession((await makePerson('finance')).session);
});
beforeEach(async () => {
  [mine, other] = [await makeTenant(), await makeTenant()];
  for (const tenant of [mine, other]) await addDocument(tenant, 'Leave.txt', [LEAVE]);
  for (const model of [own, platform]) {
    model.configure({ ...DEFAULT_SETTINGS, firstTokenMs: 0, tokensPerSecond: Infinity });
    model.log.clear();
  }
});
afterAll(async () => {
  await own.close();
  await closeLocalModel();
  await closePools();
});

const give = (tenant: MadeTenant, apiKey: string) =>
  setModelAccount(operator, {
    tenantId: tenant.ctx.tenantId,
    apiKey,
    baseUrl: own.url,
    reason: 'for a test',
  });

async function ask(tenant: MadeTenant): Promise<AnswerEvent | undefined> {
  const ctx = await verifyTenantSession(tenant.session, tenant.slug);
  const events: AnswerEvent[] = [];
  const { signal } = new AbortController();
  for await (const event of answer(
    ctx,
    { question: 'How long does parental leave last?' },
    { signal },
  ))
    events.push(event);
  return events.at(-1);
}

const ledger = ({ ctx }: MadeTenant) =>
  withTenantSql(ctx, (sql) =>
    sql<{ account: string; cost_nano: bigint; price_nano: bigint }>(
      `select account, cost_nano, price_nano from ledger_entry
       where tenant_id = :tenant and call_ordinal = 0 order by at`,
    ),
  );

describe('a model account of its own', () => {
  it('answers its tenant alone, at no cost to the platform and at the price of the book', async () => {
    const apiKey = `sk-${newId()}`;
    await give(mine, apiKey);
    expect(await ask(mine)).toMatchObject({ type: 'done' });
    expect(await ask(other)).toMatchObject({ type: 'done' });
    const account = createHash('sha256').update(apiKey).digest('hex').slice(0, 12);
    expect(own.log.entries.map((entry) => entry.account)).toEqual([account]);
    expect(platform.log.entries).toHaveLength(1);
    const [[paid], [usual]] = [await ledger(mine), await ledger(other)];
    expect(paid).toMatchObject({ account: 'own', cost_nano: 0n });
    expect(paid?.price_nano).toBeGreaterThan(0n);
    expect(usual).toMatchObject({ account: 'platform' });
    expect(usual?.cost_nano).toBeGreaterThan(0n);
  });

  it('is given up for the next question', async () => {
    await give(mine, `sk-${newId()}`);
    await clearModelAccount(operator, { tenantId: mine.ctx.tenantId, reason: 'for a test' });
    await ask(mine);
    expect(own.log.entries).toEqual([]);
    expect(await ledger(mine)).toMatchObject([{ account: 'platform' }]);
  });

  it('fails for itself: another account of the same provider goes on', async () => {
    await give(mine, `sk-${newId()}`);
    await give(other, `sk-${newId()}`);
    own.configure({ fault: { kind: 'status', status: 500 } });
    for (let i = 0; i < 6; i += 1) await ask(mine);
    // The wanted model and the one that stands in for it, each given up after five.
    expect(own.log.entries).toHaveLength(10);
    expect(new Set(own.log.entries.map(({ model }) => model)).size).toBe(2);
    own.configure({ fault: undefined });
    expect(await ask(mine)).toMatchObject({ type: 'error', error: { code: 'model_unavailable' } });
    expect(await ask(other)).toMatchObject({ type: 'done' });
    expect(own.log.entries).toHaveLength(11);
  });

  it('is not stopped by what its tenant does wrong', async () => {
    await give(mine, `sk-${newId()}`);
    own.configure({ fault: { kind: 'status', status: 400 } });
    for (let i = 0; i < 6; i += 1) await ask(mine);
    expect(own.log.entries).toHaveLength(6);
  });

  it('is shown to nobody of the platform, by its last characters alone', async () => {
    const apiKey = `sk-${newId()}`;
    await give(mine, apiKey);
    const token = await operator.databaseToken();
    for (const column of ['model_key_sealed', 'model_base_url_sealed', 'endpoint_sealed'])
      await expect(
        transaction('operator', token, (client) =>
          client.query(`select ${column} from tenant_placement`),
        ),
      ).rejects.toThrow('permission denied');
    const { rows } = await transaction('operator', token, (client) =>
      client.query<{ model_key_ending: string }>(
        'select model_key_ending from tenant_placement where tenant_id = $1',
        [mine.ctx.tenantId],
      ),
    );
    expect(rows).toEqual([{ model_key_ending: apiKey.slice(-4) }]);
    const sealed = await withTenantSql(mine.ctx, (sql) =>
      sql<{ model_key_sealed: Buffer }>(
        'select model_key_sealed from tenant_placement where tenant_id = :tenant',
      ),
    );
    expect(sealed[0]?.model_key_sealed.includes(apiKey)).toBe(false);
    const seen = await withTenantSql(other.ctx, (sql) =>
      sql(
        'select model_account from tenant_placement where tenant_id = $1 and :tenant is not null',
        [mine.ctx.tenantId],
      ),
    );
    expect(seen).toEqual([]);
  });

  it('is set by operators alone', async () => {
    const input = { tenantId: mine.ctx.tenantId, apiKey: 'sk-12345678', reason: 'for a test' };
    await expect(setModelAccount(finance, input)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(setModelAccount(operator, { ...input, tenantId: newId() })).rejects.toMatchObject({
      code: 'not_found',
    });
    for (const [role, ctx] of [
      ['finance', finance],
      ['app', mine.ctx],
    ] as const)
      await expect(
        transaction(role, await ctx.databaseToken(), (client) =>
          client.query("select tenancy.set_model_account($1, 'x', null, 'x', now())", [
            mine.ctx.tenantId,
          ]),
        ),
      ).rejects.toThrow('permission denied');
    await expect(
      withTenantSql(mine.ctx, (sql) =>
        sql(
          `update tenant_placement set vector_tier = 'shared' where tenant_id = :tenant returning tenant_id`,
        ),
      ),
    ).resolves.toEqual([]);
  });

  it('and a vector cluster of its own tell the tenant’s audit log', async () => {
    await give(mine, `sk-${newId()}`);
    await setVectorCluster(operator, {
      tenantId: mine.ctx.tenantId,
      url: 'https://vectors.test:6333',
      apiKey: 'key-of-a-cluster',
      reason: 'for a test',
    });
    const entries = await withTenantSql(mine.ctx, (sql) =>
      sql<{ action: string; detail: object }>(
        `select action, detail from audit_entry where tenant_id = :tenant and action like 'placement.%' order by at`,
      ),
    );
    expect(entries).toEqual([
      { action: 'placement.own_account', detail: {} },
      { action: 'placement.vector_cluster', detail: {} },
    ]);
  });
});
