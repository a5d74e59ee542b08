import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { makeKey } from '@/e2e/support/make-key';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { closeLocalModel, ensureLocalModel } from '@/lib/llm/ensure-local-model';
import { writeRefusals } from '@/lib/traffic/refusal-counts';
import { type ApiServer, startApiServer } from './api-server';

const OPEN = {
  ...{ requestsPerMinute: null, burstPerSecond: null },
  ...{ tokensPerMinute: null, inFlight: null },
};

let api: ApiServer;
let tenant: MadeTenant;

beforeAll(async () => {
  await ensureLocalModel({ firstTokenMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY });
  api = await startApiServer();
});
beforeEach(async () => {
  tenant = await makeTenant('enterprise');
});
afterAll(async () => {
  await api.stop();
  await closeLocalModel();
  await closePools();
});

/** Of a key, how many for each reason. */
async function refusalsOf(id: string) {
  await writeRefusals();
  return withTenantSql(tenant.ctx, (sql) =>
    sql(
      `select error_code, sum(repeats)::integer as times from request where tenant_id = :tenant
         and principal_id = $1 and error_code is not null group by error_code order by error_code`,
      [id],
    ),
  );
}

it('what the limits refused is not counted as a request beside', async () => {
  await addDocument(tenant, 'Leave.txt', ['Parental leave lasts sixteen weeks.']);
  // What the first answer takes is known when it ends.
  const limits = { ...OPEN, requestsPerMinute: 3, tokensPerMinute: 1 };
  const { id, text } = await makeKey(tenant.ctx, { limits });
  const names = [];
  for (let n = 0; n < 5; n += 1) {
    const response = await fetch(`${api.url}/v1/answers`, {
      method: 'POST',
      headers: { 'x-api-key': text },
      body: JSON.stringify({ question: 'How long is parental leave?' }),
    });
    names.push((await response.json()).limit?.name);
  }
  expect(names).toEqual([undefined, ...Array(4).fill('tokens_per_minute')]);
  await expect.poll(() => refusalsOf(id)).toEqual([{ error_code: 'rate_limited', times: 4 }]);
});

it('what a key may not is counted as a request, and as refused', async () => {
  const limits = { ...OPEN, requestsPerMinute: 3 };
  const { id, text } = await makeKey(tenant.ctx, { limits, scopes: ['messages'] });
  const statuses = [];
  for (let n = 0; n < 5; n += 1)
    statuses.push(
      (await fetch(`${api.url}/v1/documents`, { headers: { 'x-api-key': text } })).status,
    );
  expect(statuses).toEqual([403, 403, 403, 429, 429]);
  await expect
    .poll(() => refusalsOf(id))
    .toEqual([
      { error_code: 'forbidden', times: 3 },
      { error_code: 'rate_limited', times: 2 },
    ]);
});
