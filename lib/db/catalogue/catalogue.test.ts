import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeScratchDatabase, type ScratchDatabase } from '@/e2e/support/scratch-database';
import { findOffenders } from './check';
import { CATALOGUE_CHECKS } from './checks';
import { EXCEPTIONS } from './exceptions';
import { PLANTS } from './planted-violations';

let database: ScratchDatabase;
beforeAll(async () => {
  database = await makeScratchDatabase();
  // The product's runner makes it before the first migration.
  await database.superuser.query(
    `create table _prisma_migrations (id int); alter table _prisma_migrations owner to tenantry_owner`,
  );
});
afterAll(() => database.close());

const query = async (sql: string) => (await database.superuser.query<{ name: string }>(sql)).rows;

describe.each(CATALOGUE_CHECKS)('$name', (check) => {
  it('finds nothing but the exceptions', async () => {
    expect(await findOffenders(query, check, EXCEPTIONS[check.name])).toEqual([]);
  });

  it.each(PLANTS.filter((plant) => plant.check === check.name))('finds $sql', async (plant) => {
    await database.superuser.query('begin');
    try {
      await database.superuser.query(plant.sql);
      const found = await findOffenders(query, check, EXCEPTIONS[check.name]);
      expect(found).toContain(`${plant.finds}: ${check.offence}`);
    } finally {
      await database.superuser.query('rollback');
    }
  });
});

describe('the closed list', () => {
  it('names checks that exist, and each check has a planted violation', () => {
    const names = CATALOGUE_CHECKS.map((check) => check.name);
    expect(Object.keys(EXCEPTIONS).filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => !PLANTS.some((plant) => plant.check === name))).toEqual([]);
  });

  it('fails on an exception that names nothing', async () => {
    const [check] = CATALOGUE_CHECKS;
    if (!check) throw new Error('There is no check.');
    const stale = { ...EXCEPTIONS[check.name], gone_table: 'of an earlier version' };
    expect(await findOffenders(query, check, stale)).toEqual([
      'gone_table: listed as an exception, and there is none',
    ]);
  });
});
