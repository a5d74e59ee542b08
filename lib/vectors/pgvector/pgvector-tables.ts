import type { VectorQuery } from '@/lib/db/vector-database';
import { SHARED_NAME, type VectorSpace } from '../vector-backend';
import { DIMENSIONS } from '../vector-store';

const SCHEMA = 'tenantry_vectors';
const NAME = /^[0-9a-z_]+$/;

/** The space's table, or the one that tenants share. Its name is of our own making, hex of a keyed hash. */
export function tableOf(space: VectorSpace): string {
  const name = space.shared ? SHARED_NAME : `space_${space.name}`;
  if (!NAME.test(name)) throw new Error('Not the name of a table of vectors.');
  return `${SCHEMA}.${name}`;
}

/**
 * Makes the space's table; can be repeated. No approximate index: searches are exact, within the space.
 */
export async function createTable(query: VectorQuery, space: VectorSpace): Promise<void> {
  const table = tableOf(space);
  // One at a time: two that create the same table at once would fail over its type.
  await query(`do $$ begin
    perform pg_advisory_xact_lock(hashtextextended('${table}', 0));
    create schema if not exists ${SCHEMA};
    create table if not exists ${table} (
      tenant_id uuid not null,
      space text not null,
      id uuid not null,
      chunk_id uuid not null,
      document_id uuid not null,
      folder_id uuid not null,
      embedding vector(${DIMENSIONS}) not null,
      primary key (tenant_id, space, id)
    );
    create index if not exists ${table.split('.')[1]}_document on ${table} (tenant_id, space, document_id);
  end $$`);
}

/** Whether a statement failed because the space's table, or the schema, is not there. */
export function isMissing(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error && error.code;
  return code === '42P01' || code === '3F000';
}
