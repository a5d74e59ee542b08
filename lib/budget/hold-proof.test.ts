import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { mintHold } from '@/lib/db/credentials';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { transaction } from '@/lib/db/transaction';
import { newId, newSecret } from '@/lib/ids';
import { NO_USAGE } from '@/lib/metering/price-book';
import { removeMember } from '@/lib/people/remove-member';
import type { TenantContext } from '@/lib/tenancy/context';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { verifyHold } from '@/lib/tenancy/verify-hold';
import { holdProof } from './hold-proof';
import { reserve } from './reserve';
import { settle } from './settle';

let tenant: MadeTenant;
beforeAll(async () => {
  tenant = await makeTenant();
});
afterAll(closePools);

const hold = (ctx: TenantContext) =>
  reserve(ctx, PLAN_DEFAULTS.professional, {
    requestId: newId(),
    callOrdinal: 0,
    feature: 'test',
    model: 'claude-sonnet-5-5',
    inputTokenBound: 100,
    maxOutputTokens: 100,
    documents: [],
  });
const used = {
  outcome: 'complete',
  usage: { ...NO_USAGE, inputTokens: 10, outputTokens: 5 },
  estimated: false,
} as const;

/** Tables in which the context sees or, for those without a policy for it, could see a row. */
async function visible(ctx: TenantContext): Promise<string[]> {
  const token = await ctx.databaseToken();
  const named = await transaction('app', token, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         and has_any_column_privilege(c.oid, 'SELECT') order by 1`,
    );
    const seen: string[] = [];
    for (const { name } of rows) {
      const { rowCount } = await client.query(`select tenant_id from ${name} limit 1`);
      if (rowCount) seen.push(name);
    }
    return seen;
  });
  return named;
}

describe('the proof of a hold', () => {
  it('settles at the real figure after the person left, though nobody renews their context', async () => {
    const member = await makeMember(tenant);
    const reservation = await hold(member.ctx);
    await removeMember(tenant.ctx, member.id);
    // The person's own context is no use any more: it finds no hold to settle.
    expect(await settle(member.ctx, reservation.id, used)).toBeUndefined();
    const proof = holdProof(reservation);
    expect((await settle(proof, reservation.id, used))?.usage).toEqual(used.usage);
    expect(await settle(proof, reservation.id, used)).toBeUndefined();
    const ledger = await withTenantSql(tenant.ctx, (sql) =>
      sql(
        `select outcome, input_tokens, estimated from ledger_entry
         where tenant_id = :tenant and request_id = $1`,
        [reservation.requestId],
      ),
    );
    expect(ledger).toEqual([{ outcome: 'complete', input_tokens: 10n, estimated: false }]);
  });

  it('opens nothing else of the workspace', async () => {
    const reservation = await hold(tenant.ctx);
    expect(await visible(tenant.ctx)).toEqual(
      expect.arrayContaining(['membership', 'folder', 'policy_version', 'audit_entry']),
    );
    expect(await visible(holdProof(reservation))).toEqual(['budget_counter', 'reservation']);
  });

  it('settles no other hold', async () => {
    const [one, other] = [await hold(tenant.ctx), await hold(tenant.ctx)];
    expect(await settle(holdProof(one), other.id, used)).toBeUndefined();
  });

  it('is given to nobody without the secret, nor for another tenant’s hold', async () => {
    const { id } = await hold(tenant.ctx);
    const guess = Buffer.from(newSecret());
    expect(await mintHold(tenant.ctx.tenantId, id, guess)).toBeUndefined();
    expect(await mintHold((await makeTenant()).ctx.tenantId, id, guess)).toBeUndefined();
    await expect(verifyHold(tenant.ctx, id, newSecret()).databaseToken()).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
