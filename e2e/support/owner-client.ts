import { Client } from 'pg';
import { ownerConnection } from '@/lib/db/owner-connection';

/** A connection of the schema's owner, who reads the catalogue and, under forced security, no row. */
export async function ownerClient(): Promise<Client> {
  const client = new Client(ownerConnection());
  await client.connect();
  return client;
}
