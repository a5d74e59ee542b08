import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { now } from '@/lib/clock';
import type { ClaimedExport } from '@/lib/db/export-queue';
import { dataPath, env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { openSecret } from '@/lib/identity/seal-secret';
import { newId } from '@/lib/ids';
import { putObject } from '@/lib/outgoing/put-object';
import { type Place, placeSchema } from './schema';
import type { Spooled } from './spool';
import { targetOwner } from './targets';

const TYPES = { csv: 'text/csv; charset=utf-8', parquet: 'application/vnd.apache.parquet' };
const TIMEOUT_MS = 600_000;
/** What one request may put. */
const MOST_BYTES = 5 * 1024 ** 3;

/** As it is called where it is brought: the same span has the same name, so that a second try replaces the first. */
export function fileName({
  dataset,
  format,
  from_day,
  to_day,
  subject_tenant,
}: ClaimedExport): string {
  const whose = subject_tenant ? `-${subject_tenant}` : '';
  return `${dataset}${whose}-${from_day}-${to_day}.${format}`;
}

/** Brings a written file to its target, unless `lost` ends it. Throws what says in words why it could not. */
export async function deliverFile(
  row: ClaimedExport,
  spooled: Spooled,
  lost: AbortSignal,
): Promise<void> {
  const place = placeSchema.parse(row.place);
  if (place.kind === 'directory') return copyTo(place, row, spooled.file, lost);
  if (!row.secret || !row.target_id) throw new Error('A bucket has a secret.');
  if (spooled.bytes > MOST_BYTES)
    throw new AppError('too_large', 'The file is larger than 5 GB, which one request may put.');
  const { status, code } = await putObject({
    ...place,
    key: `${place.prefix}${fileName(row)}`,
    secret: openSecret(row.secret, targetOwner(row.target_id)),
    stream: createReadStream(spooled.file, { signal: lost }),
    bytes: spooled.bytes,
    sha256: spooled.sha256,
    contentType: TYPES[row.format as keyof typeof TYPES],
    at: now(),
    mayBePrivate: env.TENANTRY_PRIVATE_WEBHOOKS,
    timeoutMs: TIMEOUT_MS,
  });
  if (status < 200 || status > 299)
    throw new AppError(
      'store_unavailable',
      `The bucket answered ${[status, code].filter(Boolean).join(' ')}.`,
    );
}

/**
 * Whole or not at all: a reader of the folder never finds half a file. Each try has a part of its own, and takes away what
 * earlier ones left, which also ends one that goes on writing after it lost the export.
 */
async function copyTo(
  { folder }: Extract<Place, { kind: 'directory' }>,
  row: ClaimedExport,
  file: string,
  lost: AbortSignal,
): Promise<void> {
  const into = path.join(env.TENANTRY_EXPORT_DIR ?? dataPath('exports'), folder);
  await mkdir(into, { recursive: true });
  const parts = `.${row.id}.`;
  for (const name of await readdir(into))
    if (name.startsWith(parts)) await rm(path.join(into, name), { force: true });
  const part = path.join(into, `${parts}${newId()}.part`);
  try {
    await copyFile(file, part);
    lost.throwIfAborted();
    await rename(part, path.join(into, fileName(row)));
  } finally {
    await rm(part, { force: true });
  }
}
