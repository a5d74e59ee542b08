import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { AppError } from '@/lib/errors';
import { MAKE_ERASABLE } from './make-erasable';
import { MAKE_LEDGER_MONTHS } from './make-ledger-months';
import { ownerConnection } from './owner-connection';

/** Any constant; two runners that see it take turns. */
const LOCK = 7_261_408_153;

/** The table of Prisma's own runner, so that its read-only commands understand our database. */
const TABLE = `create table if not exists public._prisma_migrations (
  id varchar(36) primary key,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;

interface Migration {
  name: string;
  sql: string;
  /** SHA-256 of the file, hexadecimal. */
  checksum: string;
}

/**
 * Applies `prisma/migrations/<number>_<name>/migration.sql` (a letter may follow the number) in the order of their names, each in
 * a transaction of its own, as the owner. Returns the names of those applied now.
 * Throws when an applied migration was edited since, or is newer than this code.
 */
export async function migrate(
  directory = path.resolve(process.cwd(), 'prisma', 'migrations'),
): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const client = new Client(ownerConnection());
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(TABLE);
    const applied = await appliedChecksums(client);
    check(migrations, applied);
    const pending = migrations.filter((migration) => !applied.has(migration.name));
    for (const migration of pending) await apply(client, migration);
    await client.query(MAKE_LEDGER_MONTHS);
    await client.query(MAKE_ERASABLE);
    return pending.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

export async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory() && /^\d+[a-z]?_/.test(entry.name))
    .map((entry) => entry.name)
    .filter((name) => existsSync(path.join(directory, name, 'migration.sql')))
    .sort();
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(path.join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function appliedChecksums(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'select migration_name, checksum from public._prisma_migrations where finished_at is not null and rolled_back_at is null',
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

function check(migrations: Migration[], applied: Map<string, string>): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration.checksum]));
  for (const [name, checksum] of applied) {
    if (!known.has(name)) {
      throw new AppError(
        'store_unavailable',
        `The database has migration ${name}, which this version does not know. Start the newer version, or begin anew with npm start -- --reset.`,
      );
    }
    if (known.get(name) !== checksum) {
      throw new AppError(
        'store_unavailable',
        `Migration ${name} was edited after it was applied here. Restore its file and put the change into a new migration, or begin anew with npm start -- --reset.`,
      );
    }
  }
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query(
      `insert into public._prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       values ($1, $2, clock_timestamp(), $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    const { position, message, where } = error as {
      position?: string;
      message: string;
      where?: string;
    };
    const line = position ? sql.slice(0, Number(position)).split('\n').length : undefined;
    const place = line ? ` at line ${line}` : '';
    throw new Error(
      `Migration ${name} failed${place}: ${message}${where ? ` (${where})` : ''}. Nothing of it was applied.`,
      { cause: error },
    );
  }
}
