import type { Client } from 'pg';

/**
 * Fills tables that have only the indexes of their constraints meanwhile; the others are built once over all of it, as a
 * restored copy has them.
 */
export async function withoutIndexes(
  client: Client,
  tables: readonly string[],
  fill: () => Promise<void>,
): Promise<void> {
  // Of a table in partitions the text is about the table alone, and each partition is to have its part.
  const { rows } = await client.query<{ name: string; text: string }>(
    `select c.relname as name, replace(pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ') as text
     from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = any($1::regclass[]) and not exists (select from pg_constraint k where k.conindid = c.oid)`,
    [tables],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  await fill();
  await client.query("set maintenance_work_mem = '512MB'");
  for (const { text } of rows) await client.query(text);
}
