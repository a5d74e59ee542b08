import fs from 'node:fs/promises';
import path from 'node:path';
import { Client } from 'pg';
import { EMBEDDED_PORT, type Home } from '@/lib/db/embedded/home';
import { type CopiedFile, copyFile, filesBelow } from './copy-tree';

/** What a running server makes anew at its start. */
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|pg_(replslot|dynshmem|notify|serial|snapshots|stat_tmp|subtrans)\/.*|.*pgsql_tmp.*)$/;
const WAL = /^pg_wal\//;

/**
 * Copies the cluster while it serves, as PostgreSQL's low-level backup does: the files between the start
 * and the stop of a backup, its label, and the log that was written meanwhile, kept by a slot of our own.
 * https://www.postgresql.org/docs/current/continuous-archiving.html
 */
export async function copyRunningCluster(home: Home, to: string): Promise<CopiedFile[]> {
  const client = new Client({
    host: home.socket,
    port: EMBEDDED_PORT,
    database: 'postgres',
    ...home.superuser,
  });
  await client.connect();
  try {
    const slot = `backup_${process.pid}`;
    await client.query('select pg_create_physical_replication_slot($1, true, true)', [slot]);
    await client.query(`select pg_backup_start('tenantry', fast => true)`);
    const copied = await copyMatching(home.pgdata, to, (name) => !WAL.test(name));
    const { rows } = await client.query<{ labelfile: string }>(
      'select labelfile from pg_backup_stop(wait_for_archive => false)',
    );
    await fs.writeFile(path.join(to, 'backup_label'), rows[0]?.labelfile ?? '', { mode: 0o600 });
    const label = await copyFile(
      path.join(to, 'backup_label'),
      path.join(to, 'backup_label.copied'),
      'database/backup_label',
    );
    await fs.rename(path.join(to, 'backup_label.copied'), path.join(to, 'backup_label'));
    // After the stop: the segment that ends the backup is among them.
    const log = await copyMatching(home.pgdata, to, (name) => WAL.test(name));
    return [...copied, ...log, ...(label ? [label] : [])];
  } finally {
    await client.end();
  }
}

/** Copies a cluster that nobody runs, with its log: as good as the machine's own restart. */
export function copyStoppedCluster(home: Home, to: string): Promise<CopiedFile[]> {
  return copyMatching(home.pgdata, to, () => true);
}

async function copyMatching(
  from: string,
  to: string,
  wanted: (name: string) => boolean,
): Promise<CopiedFile[]> {
  const copied: CopiedFile[] = [];
  for (const file of await filesBelow(from)) {
    const name = file.split(path.sep).join('/');
    if (LEFT_OUT.test(name) || !wanted(name)) continue;
    const one = await copyFile(path.join(from, file), path.join(to, file), `database/${name}`);
    if (one) copied.push(one);
  }
  return copied;
}
