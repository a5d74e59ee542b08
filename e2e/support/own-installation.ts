import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { afterAll } from 'vitest';
import type { Secrets } from '@/lib/secrets';

/**
 * Each test file has an installation of its own: a directory, and a copy of the migrated database on the one
 * server that the run started. A worker takes work of every tenant that it finds, so files that share a
 * database would take each other's.
 */
const server = process.env.TENANTRY_DATA_DIR ?? '';
const directory = mkdtempSync(path.join(os.tmpdir(), 'tenantry-file-'));
const database = `test_${randomBytes(6).toString('hex')}`;
const read = (name: string) => JSON.parse(readFileSync(path.join(server, name), 'utf8'));
const write = (name: string, value: object) =>
  writeFileSync(path.join(directory, name), JSON.stringify(value), { mode: 0o600 });

const secrets: Secrets = read('secrets.json');
const home: { home?: string; superuserPassword: string } = read('postgres.json');
const postgres = { ...secrets.postgres, database };
write('secrets.json', { ...secrets, postgres });
write('postgres.json', { home: path.join(server, 'postgres'), ...home });
// Before anything imports lib/env, which reads it once.
process.env.TENANTRY_DATA_DIR = directory;

const administrator = {
  host: postgres.host,
  port: postgres.port,
  user: 'postgres',
  password: home.superuserPassword,
};

await connected('postgres', (client) =>
  client.query(
    `create database ${database} template ${secrets.postgres.database} owner ${postgres.owner.user}`,
  ),
);
// Rights on a database are not copied with it.
const { provisionSchema } = await import('@/lib/db/provision');
await connected(database, (client) => provisionSchema(client, postgres));

afterAll(async () => {
  await connected('postgres', (client) => client.query(`drop database ${database} with (force)`));
  rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
});

async function connected(name: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ ...administrator, database: name });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
