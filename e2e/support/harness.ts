import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

export interface TestDatabase {
  /** What TENANTRY_DATA_DIR is set to, for this process and those it starts. */
  dataDir: string;
  /** Ends PostgreSQL and starts it again; what was committed is there. */
  restart(): Promise<void>;
  /** Ends PostgreSQL and removes the directory. */
  stop(): Promise<void>;
}

const PREFIX = 'tenantry-test-';
const TEMPLATE_PREFIX = 'tenantry-template-';

/**
 * A fresh embedded PostgreSQL with all migrations in a temporary directory. Sets
 * TENANTRY_DATA_DIR, so nothing that imports `lib/env` may be imported before the call.
 * The first call after a change of the migrations makes a template, later ones copy it. `durable` is for what
 * measures commits or ends PostgreSQL on the way.
 */
export async function startTestDatabase({ durable = false } = {}): Promise<TestDatabase> {
  delete process.env.DATABASE_URL;
  const dataDir = await mkdtemp(path.join(os.tmpdir(), PREFIX));
  await writeFile(path.join(dataDir, 'owner.pid'), String(process.pid));
  process.env.TENANTRY_DATA_DIR = dataDir;
  const { dataPath } = await import('@/lib/env');
  if (dataPath() !== dataDir) throw new Error('lib/env was imported before startTestDatabase()');
  await sweep();
  const { startDatabase } = await import('@/lib/db/start-database');
  const { migrate } = await import('@/lib/db/migrate');

  const template = await templatePath();
  if (existsSync(template)) copyInto(template, dataDir);
  let database = await startDatabase({ durable });
  try {
    await migrate();
    if (!existsSync(template)) {
      await database.stop();
      await keepAsTemplate(dataDir, template);
      database = await startDatabase({ durable });
    }
  } catch (error) {
    await database.stop();
    await remove(dataDir);
    throw error;
  }
  return {
    dataDir,
    async restart() {
      await database.stop();
      database = await startDatabase({ durable });
    },
    async stop() {
      await database.stop();
      await remove(dataDir);
    },
  };
}

/** Named after everything that shapes its content. */
async function templatePath(): Promise<string> {
  const { readMigrations } = await import('@/lib/db/migrate');
  const hash = createHash('sha256').update(String(process.getuid?.()));
  for (const file of ['package-lock.json', 'lib/db/provision.ts', 'lib/secrets.ts']) {
    hash.update(await readFile(file));
  }
  for (const migration of await readMigrations(path.resolve('prisma', 'migrations'))) {
    hash.update(migration.name).update(migration.checksum);
  }
  return path.join(os.tmpdir(), `${TEMPLATE_PREFIX}${hash.digest('hex').slice(0, 16)}`);
}

/** `cp` and not `fs.cp`, which as root would give PostgreSQL's files to root. */
function copyInto(from: string, to: string): void {
  execFileSync('cp', ['-a', path.join(from, 'postgres'), path.join(from, 'postgres.json'), to]);
}

async function keepAsTemplate(dataDir: string, template: string): Promise<void> {
  const draft = await mkdtemp(path.join(os.tmpdir(), `${TEMPLATE_PREFIX}draft-`));
  copyInto(dataDir, draft);
  const old = (await readdir(os.tmpdir())).filter(
    (name) => /^tenantry-template-[0-9a-f]{16}$/.test(name) && path.basename(template) !== name,
  );
  // Another run may have made the same one meanwhile.
  await rename(draft, template).catch(() => remove(draft));
  // Keep a few: other branches have other migrations.
  for (const name of old.slice(0, Math.max(0, old.length - 3))) {
    await remove(path.join(os.tmpdir(), name));
  }
}

/** Ends what a killed test run left behind. */
async function sweep(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const dataDir = path.join(os.tmpdir(), name);
    const owner = await readFile(path.join(dataDir, 'owner.pid'), 'utf8').catch(() => undefined);
    if (owner === undefined || isAlive(Number(owner))) continue;
    const lock = path.join(dataDir, 'postgres', 'pgdata', 'postmaster.pid');
    const pid = Number.parseInt(await readFile(lock, 'utf8').catch(() => ''), 10);
    const { endPostmaster } = await import('@/lib/db/embedded/leftover');
    if (pid > 1) await endPostmaster(pid, path.join(dataDir, 'postgres', 'pgdata'));
    await remove(dataDir);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function remove(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
}
