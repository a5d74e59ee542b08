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
});
