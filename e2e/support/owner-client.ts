import { Client } from 'pg';
import { connectionFor } from '@/lib/db/connection';

/** A connection of the schema's owner, who reads the catalogue and, under forced security, no row. */
export async function ownerClient(): Promise<Client> {
  const client = new Client(connectionFor('owner'));
  await client.connect();
  return client;
}
