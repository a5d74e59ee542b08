import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeScratchDatabase } from '@/e2e/support/scratch-database';
import { newId } from '@/lib/ids';
import { migrate, readMigrations } from './migrate';
import { ownerConnection } from './owner-connection';

const PRODUCT = path.resolve('prisma', 'migrations');
let directory: string;
let owner: Client;

/** The product's own migrations and one more, on a table of this test alone. */
async function write(name: string, sql: string): Promise<void> {
  await mkdir(path.join(directory, name), { recursive: true });
  await writeFile(path.join(directory, name, 'migration.sql'), sql);
}

beforeEach(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tenantry-migrations-'));
  for (const migration of await readMigrations(PRODUCT)) await write(migration.name, migration.sql);
  owner = new Client(ownerConnection());
  await owner.connect();
});

afterEach(async () => {
  await owner.query('drop table if exists public.migrate_test');
  await owner.query("delete from public._prisma_migrations where migration_name like '9999%'");
  await owner.end();
  await rm(directory, { recursive: true });
});

describe('migrate', () => {
  it('applies a new migration once', async () => {
    await write('9999_new', 'create table public.migrate_test (id int)');
    expect(await migrate(directory)).toEqual(['9999_new']);
    expect(await migrate(directory)).toEqual([]);
    const { rows } = await owner.query(
      "select applied_steps_count, length(checksum) from public._prisma_migrations where migration_name = '9999_new'",
    );
    expect(rows).toEqual([{ applied_steps_count: 1, length: 64 }]);
  });

  it('lets two runners take turns', async () => {
    await write('9999_new', 'create table public.migrate_test (id int)');
    const applied = await Promise.all([migrate(directory), migrate(directory)]);
    expect(applied.flat()).toEqual(['9999_new']);
  });

  it('undoes all of a migration that fails and names the line', async () => {
    await write(
      '9999_bad',
      'create table public.migrate_test (id int);\n\nselect broken from nowhere;',
    );
    await expect(migrate(directory)).rejects.toThrow(/9999_bad failed at line 3: .*nowhere/);
    const { rows } = await owner.query("select to_regclass('public.migrate_test') as name");
    expect(rows).toEqual([{ name: null }]);
  });

  it('refuses an applied migration that was edited', async () => {
    await write('9999_new', 'create table public.migrate_test (id int)');
    await migrate(directory);
    await write('9999_new', 'create table public.migrate_test (id bigint)');
    await expect(migrate(directory)).rejects.toThrow(/9999_new was edited/);
  });

  it('refuses a database newer than the code', async () => {
    await write('9999_new', 'create table public.migrate_test (id int)');
    await migrate(directory);
    await rm(path.join(directory, '9999_new'), { recursive: true });
    await expect(migrate(directory)).rejects.toThrow(/9999_new, which this version does not know/);
  });
});

describe('the migrations of the product', () => {
  it('give a tenant of the first version what a new one has', async () => {
    const earlier = newId();
    const scratch = await makeScratchDatabase(async (next, superuser) => {
      if (next !== '0009_operations') return;
      await superuser.query(
        `insert into tenant (id, slug, name, plan, created_at) values ($1, 'earlier', 'Earlier', 'starter', now())`,
        [earlier],
      );
    });
    try {
      const { rows } = await scratch.superuser.query(
        `select p.vector_store, p.vector_tier, p.vector_generation, s.conversations_from > now() as warned
         from tenant t left join tenant_placement p on p.tenant_id = t.id
         left join retention_setting s on s.tenant_id = t.id where t.id = $1`,
        [earlier],
      );
      expect(rows).toEqual([
        { vector_store: 'lancedb', vector_tier: 'namespace', vector_generation: 1, warned: true },
      ]);
    } finally {
      await scratch.close();
    }
  });

  it('put what was used before there were rollups into them', async () => {
    const [tenant, person] = [newId(), newId()];
    const scratch = await makeScratchDatabase(async (next, superuser) => {
      if (next !== '0047_usage_rollups') return;
      await superuser.query(
        `insert into tenant (id, slug, name, plan, created_at) values ($1, 'earlier', 'Earlier', 'starter', now())`,
        [tenant],
      );
      await superuser.query(
        `insert into request (tenant_id, id, principal_kind, principal_id, feature, outcome, model, policy_version, started_at,
           latency_ms, price_nano)
         select $1, gen_random_uuid(), 'user', $2, 'chat', 'ok', 'claude-haiku-5-5', 1, at, 100, 3
         from unnest(array[now() - interval '40 days', now() - interval '2 days']) at`,
        [tenant, person],
      );
      await superuser.query(
        `insert into ledger_entry (tenant_id, id, request_id, call_ordinal, at, principal_kind, principal_id, feature, model,
           outcome, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cost_version,
           price_version, cost_nano, price_nano, estimated)
         select tenant_id, id, id, 0, started_at, 'user', $2, 'chat', 'claude-haiku-5-5', 'complete', 1, 1, 0, 0, 0, 1, 2, 2, 3, false
         from request where tenant_id = $1`,
        [tenant, person],
      );
    });
    try {
      const { superuser } = scratch;
      const sums = async (from: string) => {
        const { rows } = await superuser.query(
          `select sum(ok)::int as requests, sum(calls)::int as calls, sum(price_nano)::int as price from ${from}`,
          [tenant],
        );
        return rows[0];
      };
      const both = { requests: 2, calls: 2, price: 6 };
      const all =
        "tenancy.usage_in(array[$1::uuid], array[timestamptz '2000-01-01'], array[now()], false)";
      expect(await sums(all)).toEqual(both);
      await superuser.query('begin');
      await superuser.query(
        `select tenancy.enter(tenancy.sign_context($1::text, $1::uuid, 'worker', 'worker', interval '1 minute'))`,
        [tenant],
      );
      // Two minutes, and the two days that they are of.
      const { rows } = await superuser.query('select tenancy.fold_usage(500) as folded');
      expect(rows).toEqual([{ folded: 4 }]);
      await superuser.query('commit');
      expect(await sums("usage_rollup where tenant_id = $1 and grain = 'day'")).toEqual(both);
      expect(await sums("usage_rollup where tenant_id = $1 and grain = 'quarter'")).toEqual(both);
      expect(await sums("usage_rollup where tenant_id = $1 and grain = 'minute'")).toMatchObject({
        calls: 1,
      });
      expect(await sums(all)).toEqual(both);
    } finally {
      await scratch.close();
    }
  });

  it('leave to a tenant what it forbade itself, and to operators what they did', async () => {
    const people = { operator: newId(), owner: newId() };
    const [own, theirs] = [newId(), newId()];
    const scratch = await makeScratchDatabase(async (next, superuser) => {
      if (next !== '0059_forbidden_downgrades') return;
      for (const [role, id] of Object.entries(people))
        await superuser.query(
          `insert into app_user (id, email, name, platform_role, created_at) values ($1, $2, $2, $3, now())`,
          [id, `${role}@example.test`, role === 'operator' ? role : null],
        );
      for (const [tenant, author] of [
        [own, people.owner],
        [theirs, people.operator],
      ]) {
        await superuser.query(
          `insert into tenant (id, slug, name, plan, created_at) values ($1::uuid, left($1::text, 8), 'T', 'starter', now())`,
          [tenant],
        );
        await superuser.query(
          `insert into policy_version (tenant_id, version, manifest, reason, author_id, created_at)
           values ($1, 1, '{"downgradeModel": false}', 'Rather none', $2, now())`,
          [tenant, author],
        );
      }
    });
    try {
      const { rows } = await scratch.superuser.query(
        `select distinct on (tenant_id) tenant_id, version, manifest from policy_version order by tenant_id, version desc`,
      );
      const of = (tenant: string) => rows.find((row) => row.tenant_id === tenant);
      expect(of(own)).toMatchObject({
        version: 2,
        manifest: { downgradeModel: true, ownDowngradeModel: false, ownDowngradeLength: true },
      });
      expect(of(theirs)).toMatchObject({ version: 1, manifest: { downgradeModel: false } });
    } finally {
      await scratch.close();
    }
  });
});
