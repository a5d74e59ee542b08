import { expect, it } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import { countRefusal, foldRefusal, writeRefusals } from './refusal-counts';

async function stored({ ctx }: MadeTenant) {
  const now = new Date();
  return withTenantSql(ctx, async (sql) => ({
    rows: await sql<{ repeats: number; error_code: string }>(
      `select tenant_id, repeats, error_code from request where tenant_id = :tenant order by repeats`,
    ),
    audits: await sql<{ detail: object }>(
      `select tenant_id, detail from audit_entry where tenant_id = :tenant and action = 'answer.refuse'`,
    ),
    sums: await sql<{ refused: bigint }>(
      'select refused from tenancy.usage_in(array[:tenant], array[$1::timestamptz], array[$2::timestamptz], false)',
      [new Date(now.getTime() - 3_600_000), new Date(now.getTime() + 3_600_000)],
    ),
  }));
}

it('a flood of refusals is one row and one entry, with their number', async () => {
  const tenant = await makeTenant('free');
  expect(foldRefusal(tenant.ctx, 'chat', { code: 'rate_limited' })).toBe(false);
  for (let n = 0; n < 500; n++)
    expect(foldRefusal(tenant.ctx, 'chat', { code: 'rate_limited' })).toBe(true);
  expect(foldRefusal(tenant.ctx, 'chat', { code: 'budget_exhausted' })).toBe(false);
  await writeRefusals();
  const { rows, audits, sums } = await stored(tenant);
  expect(rows).toMatchObject([{ repeats: 500, error_code: 'rate_limited' }]);
  expect(audits).toMatchObject([{ detail: { error: 'rate_limited', times: 500 } }]);
  expect(sums).toMatchObject([{ refused: 500n }]);
});

it('folds by limit, and says when the first and the last were', async () => {
  const tenant = await makeTenant('free');
  const by = (name: string) =>
    new AppError('rate_limited', 'Too many.', {
      limit: { name, scope: 'tenant', limit: 1, used: 1, remedy: 'Wait.' },
    });
  for (const name of ['requests_per_minute', 'tokens_per_minute'])
    for (let n = 0; n < 4; n++) foldRefusal(tenant.ctx, 'chat', by(name));
  await writeRefusals();
  const details = (await stored(tenant)).audits.map(({ detail }) => detail);
  expect(details).toHaveLength(2);
  for (const limit of ['requests_per_minute', 'tokens_per_minute'])
    expect(details).toContainEqual({
      ...{ error: 'rate_limited', limit, times: 3 },
      first: expect.stringMatching(/^\d{4}-.*Z$/),
      last: expect.stringMatching(/^\d{4}-.*Z$/),
    });
});

it('what only its requester can help is never folded', async () => {
  const tenant = await makeTenant('free');
  for (let n = 0; n < 3; n++)
    expect(foldRefusal(tenant.ctx, 'chat', { code: 'model_not_allowed' })).toBe(false);
});

it('keeps those of two tenants apart, and the first that nobody else stores', async () => {
  const [one, two] = [await makeTenant('free'), await makeTenant('free')];
  for (let n = 0; n < 4; n++) countRefusal(one.ctx, 'chat', { code: 'rate_limited' });
  countRefusal(two.ctx, 'chat', { code: 'rate_limited' });
  await writeRefusals();
  await expect.poll(async () => (await stored(one)).sums).toMatchObject([{ refused: 4n }]);
  await expect.poll(async () => (await stored(two)).sums).toMatchObject([{ refused: 1n }]);
});
