import { createHash } from 'node:crypto';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '@/lib/errors';
import { filesBelow } from './copy-tree';

const MANIFEST = 'manifest.json';

const manifestSchema = z.object({
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  /** `external`: the provider backs it up, and it is not here. */
  database: z.enum(['embedded', 'external']),
  /** Not of the database's very moment; backups from before this was said are treated alike. */
  vectors: z.literal('repaired after a restore').optional(),
  keys: z.object({ directory: z.string(), expiresAt: z.iso.datetime() }),
  files: z.array(
    z.object({
      path: z.string(),
      bytes: z.number().int().nonnegative(),
      sha256: z.string().length(64),
    }),
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Written last: a directory without it is a backup that was not finished. */
export function saveManifest(directory: string, manifest: Manifest): void {
  const file = path.join(directory, MANIFEST);
  fs.writeFileSync(`${file}.new`, JSON.stringify(manifest, null, 1), { mode: 0o600, flush: true });
  fs.renameSync(`${file}.new`, file);
}

/** The manifest, after every file was compared with it. `invalid_input` when one differs, is missing or too much. */
export async function verifiedManifest(directory: string): Promise<Manifest> {
  const file = path.join(directory, MANIFEST);
  if (!fs.existsSync(file))
    throw new AppError(
      'invalid_input',
      `${directory} is no finished backup: it has no ${MANIFEST}.`,
    );
  const manifest = manifestSchema.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  const listed = new Set(manifest.files.map((each) => each.path));
  const present = (await filesBelow(directory)).map((name) => name.split(path.sep).join('/'));
  const extra = present.find((name) => name !== MANIFEST && !listed.has(name));
  if (extra) throw new AppError('invalid_input', `${extra} does not belong to the backup.`);
  for (const each of manifest.files) {
    const hash = createHash('sha256');
    const handle = await fsp.open(path.join(directory, each.path)).catch(() => undefined);
    if (handle) for await (const part of handle.createReadStream()) hash.update(part as Buffer);
    if (hash.digest('hex') !== each.sha256)
      throw new AppError(
        'invalid_input',
        `${each.path} is not what was backed up. Use another backup.`,
      );
  }
  return manifest;
}
