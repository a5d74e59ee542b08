import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeKey } from '@/e2e/support/make-key';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { revokeKey } from '@/lib/api-keys/revoke-key';
import { periodAt } from '@/lib/budget/periods';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { runAllDeferred } from '@/lib/deferred/start-deferred';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import { verifyTenantSession } from '@/lib/tenancy/verify-session';
import { readOwnBudgetRules } from '@/lib/usage/budgets/queries';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';
import { type ApiServer, startApiServer } from './api-server';

const MONTH_TOKENS = 100_000;
const QUESTION = { question: 'How long is parental leave?', deferrable: true };

let api: ApiServer;
let tenant: MadeTenant;
let key: { id: string; text: string };

beforeAll(async () => {
  await ensureLocalModel({ firstTokenMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY });
  api = await startApiServer();
});
beforeEach(async () => {
  tenant = await makeTenant('enterprise');
  await addDocument(tenant, 'Leave.txt', ['Parental leave lasts sixteen weeks.']);
  await allow(MONTH_TOKENS);
  key = await makeKey(tenant.ctx);
  await asSuperuser(
    `insert into budget_counter (tenant_id, scope, scope_id, period, period_start, used_tokens)
     values ($1, 'key', $2, 'month', $3, $4)`,
    [
      tenant.ctx.tenantId,
      key.id,
      periodAt('month', tenant.ctx.timeZone, new Date()).start,
      MONTH_TOKENS,
    ],
  );
});
afterAll(async () => {
  await api.stop();
  await closeLocalModel();
  await closePools();
});

/** What each key's month has. */
async function allow(tokens: number): Promise<void> {
  const owner = await verifyTenantSession(tenant.session, tenant.slug);
  await setOwnBudgets(owner, {
    basedOn: (await readOwnBudgetRules(owner)).version,
    reason: 'For the test',
    ownBudgets: [
      {
        ...{ scope: 'key', subject: null, period: 'month', tokens },
        ...{ priceNano: null, softPercent: null, graceMinutes: null },
      },
    ],
    downgradeModel: true,
    downgradeLength: true,
  });
}

const ask = (path: string, init: RequestInit = {}, credential = key.text) =>
  fetch(`${api.url}${path}`, { ...init, headers: { 'x-api-key': credential, ...init.headers } });
const post = (body: object, headers: Record<string, string> = {}) =>
  ask('/v1/answers', { method: 'POST', body: JSON.stringify(body), headers });

async function waiting(): Promise<{ id: string; at: string; conversationId: string }> {
  const response = await post(QUESTION);
  expect(response.status).toBe(202);
  const { id, conversationId } = await response.json();
  return { id, conversationId, at: response.headers.get('location') ?? '' };
}

it('a key’s question waits for its budget, and is answered once there is room', async () => {
  expect((await post({ ...QUESTION, deferrable: false })).status).toBe(402);
  const { id, at } = await waiting();
  expect(at).toBe(`/v1/answers/${id}`);
  await runAllDeferred();
  expect(await (await ask(at)).json()).toMatchObject({
    id,
    state: 'waiting',
    position: 1,
    because: { scope: 'key', period: 'month', unit: 'tokens' },
    statusUrl: at,
  });
  await allow(10 * MONTH_TOKENS);
  await runAllDeferred();
  const answered = await (await ask(at)).json();
  expect(answered).toMatchObject({ id, state: 'done' });
  expect(answered.answer).toContain('sixteen weeks');
  expect(answered.citations[0].documentName).toBe('Leave.txt');
  const booked = await withTenantSql(tenant.ctx, (sql) =>
    sql<{ principal_kind: string; principal_id: string; feature: string }>(
      `select principal_kind, principal_id, feature from request
       where tenant_id = :tenant and id = $1 and outcome = 'ok'`,
      [answered.requestId],
    ),
  );
  expect(booked).toEqual([{ principal_kind: 'key', principal_id: key.id, feature: 'answers' }]);
});

it('is booked under the cost tags with which it was asked', async () => {
  const asked = await post(QUESTION, { 'tenantry-tags': 'project=apollo, team=travel' });
  const { id } = await asked.json();
  await allow(10 * MONTH_TOKENS);
  await runAllDeferred();
  const answered = await (await ask(`/v1/answers/${id}`)).json();
  const booked = await withTenantSql(tenant.ctx, (sql) =>
    sql<{ tags: Record<string, string> }>(
      'select tags from ledger_entry where tenant_id = :tenant and request_id = $1',
      [answered.requestId],
    ),
  );
  expect(booked.length).toBeGreaterThan(0);
  for (const { tags } of booked) expect(tags).toEqual({ project: 'apollo', team: 'travel' });
});

it('streams nothing of what has to wait, and gives the same place again for a name', async () => {
  const streamed = await post({ ...QUESTION, stream: true });
  expect([streamed.status, (await streamed.json()).state]).toEqual([202, 'waiting']);
  const named = { 'idempotency-key': 'one' };
  const [first, second] = [await post(QUESTION, named), await post(QUESTION, named)];
  expect([first.status, second.status]).toEqual([202, 202]);
  expect(second.headers.get('location')).toBe(first.headers.get('location'));
  expect(second.headers.get('idempotency-replayed')).toBe('true');
});

it('is its key’s alone, and can be cancelled by it', async () => {
  const { at } = await waiting();
  const other = (await makeKey(tenant.ctx)).text;
  const foreign = (await makeKey((await makeTenant('enterprise')).ctx)).text;
  for (const credential of [other, foreign])
    for (const method of ['GET', 'DELETE'])
      expect((await ask(at, { method }, credential)).status).toBe(404);
  expect(await (await ask(at)).json()).toMatchObject({ state: 'waiting' });
  const cancelled = await ask(at, { method: 'DELETE' });
  expect([cancelled.status, (await cancelled.json()).state]).toEqual([200, 'cancelled']);
});

it('ends with its key', async () => {
  const revoked = await waiting();
  await revokeKey(tenant.ctx, key.id);
  await allow(10 * MONTH_TOKENS);
  await runAllDeferred();
  const stateOf = (id: string) =>
    asSuperuser('select state from deferred_answer where id = $1', [id]);
  expect(await stateOf(revoked.id)).toEqual([{ state: 'cancelled' }]);
});

it('goes with its conversation', async () => {
  const { at, conversationId } = await waiting();
  await ask(`/v1/conversations/${conversationId}`, { method: 'DELETE' });
  expect((await ask(at)).status).toBe(404);
});
