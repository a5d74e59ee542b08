import fs from 'node:fs';
import path from 'node:path';
import { dataPath } from '@/lib/env';
import { newId } from '@/lib/ids';

/** What says, also after the end of this process, that files of a directory of vectors hold removed rows. */
export interface PurgeNote {
  /** Of the directory below `vectors`. */
  name: string;
  /** Another one after each removal. */
  token: string;
  notedAt: Date;
}

/** Before rows are removed: on the disk when this returns. */
export function notePurge(name: string): void {
  fs.mkdirSync(notes(), { recursive: true, mode: 0o700 });
  const draft = path.join(notes(), `.${name}.${newId()}`);
  fs.writeFileSync(draft, newId(), { mode: 0o600, flush: true });
  fs.renameSync(draft, path.join(notes(), name));
}

export function readPurge(name: string): PurgeNote | undefined {
  const file = path.join(notes(), name);
  try {
    return { name, token: fs.readFileSync(file, 'utf8'), notedAt: fs.statSync(file).mtime };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function listPurges(): PurgeNote[] {
  const names = fs.existsSync(notes()) ? fs.readdirSync(notes()) : [];
  return names.filter((name) => !name.startsWith('.')).flatMap((name) => readPurge(name) ?? []);
}

/** Once nothing of what was removed is in a file; one that was noted since stays. Whether it went. */
export function forgetPurge({ name, token }: Pick<PurgeNote, 'name' | 'token'>): boolean {
  const current = readPurge(name);
  if (current && current.token !== token) return false;
  fs.rmSync(path.join(notes(), name), { force: true });
  return true;
}

function notes(): string {
  return dataPath('vector-purges');
}
