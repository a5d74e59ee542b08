import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { workerToken } from '@/e2e/support/worker-token';
import { changeTenantState } from '@/lib/console/change-tenant-state';
import { revokeSession } from '@/lib/identity/sessions';
import { newId } from '@/lib/ids';
import { changeRole } from '@/lib/people/change-role';
import { verifyPlatformSession, verifyTenantSession } from '@/lib/tenancy/verify-session';
import { connectionFor } from './connection';
import { closePools } from './pools';
import { withTenantSql } from './tenant-sql';
import { transaction } from './transaction';

let ours: MadeTenant;
let theirs: MadeTenant;
let token: string;

beforeAll(async () => {
  [ours, theirs] = [await makeTenant(), await makeTenant()];
  token = await ours.ctx.databaseToken();
});
afterAll(closePools);

/** Statements without any filter: the store's lock alone decides what they see. */
const TABLES = ['tenant', 'membership', 'policy_version', 'folder', 'app_user'];
const EVERYTHING = TABLES.map((t) => `select '${t}' as source, id::text from ${t}`)
  .join(' union all ')
  .replace('id::text from membership', 'tenant_id::text from membership')
  .replace('id::text from policy_version', 'tenant_id::text from policy_version');

async function seen(context: string | undefined): Promise<unknown[]> {
  return transaction('app', context, async (client) => (await client.query(EVERYTHING)).rows);
}

/** The token with one of its parts replaced: version, tenant, principal, kind, role, expiry, signature. */
function altered(place: number, value: string): string {
  return token
    .split(':')
    .map((part, index) => (index === place ? value : part))
    .join(':');
}

async function suspend(tenant: MadeTenant): Promise<void> {
  const operator = await verifyPlatformSession((await makePerson('operator')).session);
  await changeTenantState(operator, {
    tenantId: tenant.ctx.tenantId,
    to: 'suspended',
    reason: 'test',
  });
}

describe('a genuine context', () => {
  it('ends when its role is taken away', async () => {
    const tenant = await makeTenant();
    const admin = await makeMember(tenant, 'admin');
    expect(await seen(await admin.ctx.databaseToken())).not.toEqual([]);
    await changeRole(tenant.ctx, admin.ctx.principal.id, 'member');
    expect(await seen(await admin.ctx.databaseToken())).toEqual([]);
  });

  it('shows its own tenant and nothing else, with no filter in the statement', async () => {
    const rows = (await seen(token)) as { source: string; id: string }[];
    expect(rows.map((row) => row.source).sort()).toEqual([...TABLES].sort());
    expect(rows.filter((row) => row.source === 'tenant')).toEqual([
      { source: 'tenant', id: ours.ctx.tenantId },
    ]);
  });

  it('cannot write a row for another tenant, or give one away', async () => {
    const insert = `insert into user_group (tenant_id, id, name_sealed, created_at)
      values ($1, $2, '', now())`;
    const id = newId();
    await transaction('app', token, (client) => client.query(insert, [ours.ctx.tenantId, id]));
    await expect(
      transaction('app', token, (client) => client.query(insert, [theirs.ctx.tenantId, newId()])),
    ).rejects.toThrow(/row-level security/);
    await expect(
      transaction('app', token, (client) =>
        client.query('update user_group set tenant_id = $1 where id = $2', [
          theirs.ctx.tenantId,
          id,
        ]),
      ),
    ).rejects.toThrow(/row-level security/);
  });
});

describe('any other context shows nothing', () => {
  it.each([
    ['none', () => undefined],
    ['empty', () => ''],
    ['noise', () => 'v1:::::::'],
    ['too few parts', () => token.split(':').slice(0, 6).join(':')],
    ['too many parts', () => `${token}:x`],
    ['the other tenant’s id under our signature', () => altered(1, theirs.ctx.tenantId)],
    ['another principal', () => altered(2, newId())],
    ['another kind', () => altered(3, 'worker')],
    ['a higher role', () => altered(4, 'worker')],
    ['a later expiry', () => altered(5, '9999999999')],
    ['another version', () => altered(0, 'v2')],
    ['no signature', () => altered(6, '')],
    ['a guessed signature', () => altered(6, '0'.repeat(64))],
    ['a signature in capitals', () => altered(6, (token.split(':')[6] ?? '').toUpperCase())],
  ])('%s', async (_name, make) => {
    expect(await seen(make())).toEqual([]);
  });

  it('one that has ended', async () => {
    const ended = await workerToken(ours, -1);
    expect(ended).toContain(ours.ctx.tenantId);
    expect(await seen(ended)).toEqual([]);
  });

  it('a platform context on the app’s connection, and ours on the operator’s', async () => {
    const operator = await makePerson('operator');
    const platform = await verifyPlatformSession(operator.session);
    const platformToken = await platform.databaseToken();
    expect(await seen(platformToken)).toEqual([]);
    const asOperator = (context: string) =>
      transaction(
        'operator',
        context,
        async (client) => (await client.query('select id from tenant')).rows,
      );
    expect((await asOperator(platformToken)).length).toBeGreaterThan(1);
    expect(await asOperator(token)).toEqual([]);
    const finance = await verifyPlatformSession((await makePerson('finance')).session);
    expect(await asOperator(await finance.databaseToken())).toEqual([]);
  });

  it('one of an earlier transaction on the same connection', async () => {
    const pool = new pg.Pool({ ...connectionFor('app'), max: 1 });
    const client = await pool.connect();
    try {
      for (const end of ['commit', 'rollback']) {
        await client.query('begin');
        await client.query("select set_config('tenancy.context', $1, true)", [token]);
        expect((await client.query(EVERYTHING)).rows).toHaveLength(TABLES.length);
        await client.query(end);
        expect((await client.query(EVERYTHING)).rows).toEqual([]);
      }
    } finally {
      client.release();
      await pool.end();
    }
  });
});

describe('an entered context', () => {
  /** Enters, and gives what PostgreSQL wrote beside the context. */
  async function proofOf(client: pg.ClientBase, context: string): Promise<string> {
    await client.query('select tenancy.enter($1)', [context]);
    const { rows } = await client.query("select current_setting('tenancy.entered') as proof");
    return rows[0].proof;
  }
  const tenantsWith = async (client: pg.ClientBase, context: string, proof: string) => {
    await client.query(
      "select set_config('tenancy.context', $1, true), set_config('tenancy.entered', $2, true)",
      [context, proof],
    );
    return (await client.query('select id from tenant')).rows;
  };

  it('is refused once its tenant is suspended, also with the proof of a transaction before', async () => {
    const tenant = await makeTenant();
    const context = await tenant.ctx.databaseToken();
    const pool = new pg.Pool({ ...connectionFor('app'), max: 2 });
    const [client, other] = [await pool.connect(), await pool.connect()];
    try {
      await client.query('begin');
      const proof = await proofOf(client, context);
      expect(await tenantsWith(client, context, proof)).toHaveLength(1);
      await suspend(tenant);
      // The one transaction that it was entered for goes on, and no other, on no connection.
      expect(await tenantsWith(client, context, proof)).toHaveLength(1);
      await other.query('begin');
      expect(await tenantsWith(other, context, proof)).toEqual([]);
      await client.query('commit; begin');
      expect(await tenantsWith(client, context, proof)).toEqual([]);
      expect(await seen(context)).toEqual([]);
    } finally {
      client.release(true);
      other.release(true);
      await pool.end();
    }
  });

  it('does not let another context in beside it', async () => {
    const forged = altered(1, theirs.ctx.tenantId);
    const rows = await transaction('app', token, async (client) =>
      tenantsWith(client, forged, await proofOf(client, token)),
    );
    expect(rows).toEqual([]);
  });
});

describe('injected SQL', () => {
  it('cannot choose another tenant', async () => {
    const forged = altered(1, theirs.ctx.tenantId);
    const rows = await withTenantSql(ours.ctx, async (sql) => {
      await sql(`select set_config('tenancy.context', '${forged}', true), :tenant`);
      return sql('select id from folder where :tenant is not null or true');
    });
    expect(rows).toEqual([]);
  });

  it('cannot widen a filter beyond the tenant', async () => {
    const rows = await withTenantSql(ours.ctx, (sql) =>
      sql<{ tenant_id: string }>('select tenant_id from folder where tenant_id = :tenant or true'),
    );
    expect(rows).toEqual([{ tenant_id: ours.ctx.tenantId }]);
  });

  it.each([
    [
      'sign a context',
      `select tenancy.sign_context('${newId()}', '${newId()}', 'user', 'owner', '1 h')`,
    ],
    ['read the key', 'select key from tenancy.context_key'],
    ['write a proof', `select tenancy.entry_proof('x', 'x')`],
    ['read sessions', 'select token_hash from user_session'],
    ['read passwords', 'select password_hash from app_user'],
    ['claim a job', `select tenancy.claim_job('me', '1 h', 4)`],
    [
      'provision',
      `select tenancy.provision(null,null,null,null,null,null,null,null,null,null,null,null,null,null)`,
    ],
    ['shadow a table', 'create temp table folder_person (x int)'],
    ['make a function', 'create function public.f() returns int language sql as $$select 1$$'],
    ['become the definer', 'set role tenantry_definer'],
    ['become the owner', 'set session authorization tenantry_owner'],
    ['switch the lock off', 'alter table folder disable row level security'],
  ])('cannot %s', async (_name, text) => {
    await expect(transaction('app', token, (client) => client.query(text))).rejects.toThrow(
      /permission denied|must be owner/,
    );
  });
});

describe('the credential is checked by the database', () => {
  it('gives nothing to a foreign session, an unknown slug and a revoked session alike', async () => {
    const outcomes = await Promise.allSettled([
      verifyTenantSession(theirs.session, ours.slug),
      verifyTenantSession(ours.session, 'no-such-tenant'),
      makeTenant().then(async (tenant) => {
        await revokeSession(tenant.session);
        return verifyTenantSession(tenant.session, tenant.slug);
      }),
    ]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } });
    }
  });

  it('gives no context of a suspended tenant', async () => {
    const tenant = await makeTenant();
    await suspend(tenant);
    await expect(verifyTenantSession(tenant.session, tenant.slug)).rejects.toMatchObject({
      code: 'tenant_suspended',
    });
  });
});
