import fs from 'node:fs';
import { dataPath } from '@/lib/env';
import { notePurge } from './lance/purge-notes';

/** After a restore: vectors that were removed shortly before the backup still lie in files of it, until a worker starts. */
export function noteRestoredVectors(): void {
  if (!fs.existsSync(dataPath('vectors'))) return;
  for (const name of fs.readdirSync(dataPath('vectors'))) notePurge(name);
}
