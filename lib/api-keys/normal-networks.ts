import { isIP } from 'node:net';
import type { TenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';

/** Networks as PostgreSQL writes them: `192.0.2.7/24` is 192.0.2.0/24, a single address the network of itself. */
export async function normalNetworks(sql: TenantSql, given: readonly string[]): Promise<string[]> {
  const wrong = given.find((entry) => !isNetwork(entry));
  if (wrong !== undefined) throw new AppError('invalid_input', `${wrong} is not a network.`);
  const rows = await sql<{ network: string }>(
    `select distinct network(g::inet)::text as network from unnest($1::text[]) g
     where :tenant::uuid is not null order by 1`,
    [given],
  );
  return rows.map((row) => row.network);
}

function isNetwork(entry: string): boolean {
  const [address = '', prefix, more] = entry.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return false;
  return (
    prefix === undefined ||
    (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128))
  );
}
