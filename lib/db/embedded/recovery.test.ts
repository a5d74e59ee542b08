import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPostmasterOf } from './leftover';

/** Starts the database in a process of its own, counts the rows that survived, adds one, and waits. */
const PROGRAM = `
const { startDatabase } = await import(${JSON.stringify(path.resolve('lib/db/start-database.ts'))});
const { ownerConnection } = await import(${JSON.stringify(path.resolve('lib/db/owner-connection.ts'))});
const { default: pg } = await import('pg');
const database = await startDatabase();
const client = new pg.Client(ownerConnection());
await client.connect();
await client.query('create table if not exists public.survivor (id int)');
const { rowCount } = await client.query('select from public.survivor');
await client.query('insert into public.survivor values (1)');
await client.end();
console.log('rows', rowCount);
process.once('SIGTERM', async () => { await database.stop(); process.exit(0); });
setInterval(() => {}, 1000);
`;

let dataDir: string;
let child: ChildProcess | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'tenantry-recovery-'));
});

afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  await rm(dataDir, { recursive: true, force: true });
});

async function startAndCount(): Promise<number> {
  const started = spawn(process.execPath, ['--import', 'tsx', '--input-type=module'], {
    env: { ...process.env, TENANTRY_DATA_DIR: dataDir },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child = started;
  started.stdin.end(PROGRAM);
  const ended = once(started, 'exit').then(() => ['it ended']);
  const [line] = await Promise.race([once(started.stdout, 'data'), ended]);
  return Number(/rows (\d+)/.exec(String(line))?.[1]);
}

function postmaster(): number {
  const lock = path.join(dataDir, 'postgres', 'pgdata', 'postmaster.pid');
  return Number.parseInt(readFileSync(lock, 'utf8'), 10);
}

async function kill(): Promise<void> {
  child?.kill('SIGKILL');
  if (child) await once(child, 'exit');
}

describe('an embedded PostgreSQL', () => {
  it('is taken over when only its parent was killed', async () => {
    expect(await startAndCount()).toBe(0);
    const first = postmaster();
    await kill();
    expect(isPostmasterOf(first, path.join(dataDir, 'postgres', 'pgdata'))).toBe(true);
    expect(await startAndCount()).toBe(1);
    expect(postmaster()).not.toBe(first);
    expect(isPostmasterOf(first, path.join(dataDir, 'postgres', 'pgdata'))).toBe(false);
  });

  it('recovers when it was killed too', async () => {
    expect(await startAndCount()).toBe(0);
    process.kill(postmaster(), 'SIGKILL');
    await kill();
    expect(await startAndCount()).toBe(1);
  });

  it('is never mistaken for another process with its number', () => {
    expect(isPostmasterOf(process.pid, path.join(dataDir, 'postgres', 'pgdata'))).toBe(false);
  });
});
