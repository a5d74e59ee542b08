import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { migrationNames } from './command-items';
import { migrationProblems } from './migration-problems';
import { powerfulUses } from './powerful-uses';
import { closureOf, importGraph } from './program-graph';
import { programFiles, programSources } from './program-sources';

const sources = programSources();

describe('powers over the database', () => {
  it('are held by the closed list alone', () => {
    expect(powerfulUses(sources)).toEqual([]);
  });

  it.each([
    ['names the owner’s login', "import { ownerConnection } from '@/lib/db/owner-connection';"],
    ['names the owner’s login', 'const { user } = secrets().postgres.owner;'],
    ['names the embedded superuser', 'const { superuser } = await prepareHome();'],
    ['begins a transaction without a context', "await transaction('app', undefined, work);"],
    [
      'begins a transaction without a context',
      'return transaction<number>(\n  role,\n  undefined,\n  work);',
    ],
    ['holds a raw client of the database', "import { Client } from 'pg';"],
  ])('are noticed in a new file that %s: %s', (problem, text) => {
    const planted = new Map([...sources, ['scripts/loot.mjs', text]]);
    expect(powerfulUses(planted)).toEqual([{ file: 'scripts/loot.mjs', problem }]);
  });

  it('are not seen in a comment', () => {
    const planted = new Map([
      ...sources,
      ['lib/chat/note.ts', '/** Not the superuser. */\nexport {};'],
    ]);
    expect(powerfulUses(planted)).toEqual([]);
  });

  it('fail when a listed file has none any more', () => {
    const without = new Map([...sources, ['lib/db/auth-sql.ts', 'export {};']]);
    expect(powerfulUses(without)).toEqual([
      {
        file: 'lib/db/auth-sql.ts',
        problem: 'is listed and no longer begins a transaction without a context',
      },
    ]);
  });
});

describe('programs', () => {
  it('are followed to the gateway, and workers never reach it', async () => {
    const programs = programFiles(sources);
    expect(programs).toEqual(
      expect.arrayContaining(['server.ts', 'prisma/seed/seed.ts', 'scripts/start.mjs']),
    );
    const graph = await importGraph(programs);
    const reaches = (program: string) => closureOf(program, graph).has('lib/db/pools.ts');
    expect(reaches('server.ts')).toBe(true);
    expect(reaches('prisma/seed/seed.ts')).toBe(true);
    expect(
      programs.filter((program) => /\.(worker|child)\.ts$/.test(program)).filter(reaches),
    ).toEqual([]);
  });
});

describe('migrations', () => {
  it('leave every lock where it was', () => {
    const problems = migrationNames().flatMap((name) =>
      migrationProblems(readFileSync(`prisma/migrations/${name}/migration.sql`, 'utf8')),
    );
    expect(problems).toEqual([]);
  });

  it.each([
    [
      'leaves chunk without force',
      'alter table chunk no force row level security; update chunk set page = 1;',
    ],
    ['switches row-level security off', 'alter table chunk disable row level security;'],
    ['gives a role powers that no policy binds', 'alter role tenantry_app bypassrls;'],
    ['grants to everybody', 'grant select on chunk to public;'],
    ['copies rows out', "copy chunk to '/tmp/x';"],
  ])('that %s are noticed', (problem, sql) => {
    expect(migrationProblems(sql)).toEqual([problem]);
  });

  it('may take force off for a change of their own', () => {
    const sql = `alter table chunk no force row level security; update chunk set page = 1;
      alter table chunk force row level security;`;
    expect(migrationProblems(sql)).toEqual([]);
  });
});
