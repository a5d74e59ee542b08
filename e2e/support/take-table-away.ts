import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { z } from 'zod';

const secretsFile = z.object({
  postgres: z.object({
    host: z.string(),
    port: z.number(),
    database: z.string(),
    owner: z.object({ user: z.string(), password: z.string() }),
  }),
});

/** Runs `work` while the running product lacks a table: a fault that its pages have not expected. */
export async function withoutTable(table: string, work: () => Promise<void>): Promise<void> {
  const file = path.join(process.env.E2E_DATA_DIR ?? '.data', 'secrets.json');
  const { owner, ...where } = secretsFile.parse(JSON.parse(await readFile(file, 'utf8'))).postgres;
  const client = new Client({ ...where, ...owner });
  await client.connect();
  try {
    await client.query(`alter table ${table} rename to ${table}_away`);
    try {
      await work();
    } finally {
      await client.query(`alter table ${table}_away rename to ${table}`);
    }
  } finally {
    await client.end();
  }
}
