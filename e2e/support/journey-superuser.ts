import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';

/** One statement as the superuser of the installation that the journeys run against. */
export async function inJourneysDatabase<Row extends object = Record<string, unknown>>(
  text: string,
  params: readonly unknown[] = [],
): Promise<Row[]> {
  const directory = process.env.E2E_DATA_DIR ?? '.data';
  const read = (name: string) => JSON.parse(readFileSync(path.join(directory, name), 'utf8'));
  const { postgres } = read('secrets.json') as {
    postgres: { host: string; port: number; database: string };
  };
  const { superuserPassword } = read('postgres.json') as { superuserPassword: string };
  const { host, port, database } = postgres;
  const client = new pg.Client({
    ...{ host, port, database },
    user: 'postgres',
    password: superuserPassword,
  });
  await client.connect();
  try {
    return (await client.query(text, [...params])).rows as Row[];
  } finally {
    await client.end();
  }
}
