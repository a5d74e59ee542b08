import fs from 'node:fs';
import { z } from 'zod';
import { now } from '@/lib/clock';
import { dataPath } from '@/lib/env';
import { newId } from '@/lib/ids';

const restoreSchema = z.object({ id: z.guid(), at: z.iso.datetime() });
/** A restore whose stores were not all asked to be compared yet. */
export type Restore = z.infer<typeof restoreSchema>;

/** Says, for the next start, that files and database may be of different moments. */
export function markRestored(): void {
  const draft = `${markFile()}.new`;
  const restore: Restore = { id: newId(), at: now().toISOString() };
  fs.writeFileSync(draft, JSON.stringify(restore), { mode: 0o600, flush: true });
  fs.renameSync(draft, markFile());
}

export function readRestore(): Restore | undefined {
  if (!fs.existsSync(markFile())) return undefined;
  return restoreSchema.parse(JSON.parse(fs.readFileSync(markFile(), 'utf8')));
}

/** Unless another restore was marked since. */
export function forgetRestore({ id }: Restore): void {
  if (readRestore()?.id === id) fs.rmSync(markFile(), { force: true });
}

function markFile(): string {
  return dataPath('restored.json');
}
