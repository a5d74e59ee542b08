import { existsSync } from 'node:fs';
import { dataPath } from '@/lib/env';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import { SHARED_NAME } from '../vector-backend';
import { OLD_VERSION_MS } from './lance-table';
import { lanceTable } from './lance-tables';
import { forgetPurge, listPurges, notePurge, type PurgeNote, readPurge } from './purge-notes';

/** Long enough for the searches that read the files of before. */
const PURGE_MS = OLD_VERSION_MS + 1_000;
/** After which whoever noted it has ended, or failed. */
const LEFT_MS = 5 * PURGE_MS;
const timers = processState('vectors.lance.purges', () => new Map<string, NodeJS.Timeout>());

/**
 * A removed row stays in the files that earlier versions name. Soon after the last removal they are
 * rewritten, and once nobody reads them, which the second round finds, they are deleted. That it has to be
 * done is on the disk before the row is removed, so that the end of the process does not forget it.
 */
export async function removing(name: string, remove: () => Promise<void>): Promise<void> {
  if (!existsSync(dataPath('vectors', name))) return;
  notePurge(name);
  await remove();
  const note = readPurge(name);
  if (note) schedule(note, 2, PURGE_MS);
}

/** Goes on with what an earlier process did not finish; later, with what any process left. */
export function resumePurges(since: 'start' | 'left'): void {
  const before = performance.timeOrigin + performance.now() - LEFT_MS;
  for (const note of listPurges()) {
    if (timers.has(note.name) || (since === 'left' && note.notedAt.getTime() > before)) continue;
    schedule(note, 2, 0);
  }
}

export function startPurges(): { stop(): Promise<void> } {
  resumePurges('start');
  const timer = setInterval(() => resumePurges('left'), PURGE_MS);
  return {
    async stop() {
      clearInterval(timer);
    },
  };
}

function schedule(note: PurgeNote, rounds: number, afterMs: number): void {
  clearTimeout(timers.get(note.name));
  const attempt = () =>
    void purge(note, rounds).catch((error: Error) =>
      log.warn({ err: error.message }, 'files of removed vectors were left to a later purge'),
    );
  timers.set(note.name, setTimeout(attempt, afterMs).unref());
}

async function purge(note: PurgeNote, rounds: number): Promise<void> {
  timers.delete(note.name);
  await lanceTable(dataPath('vectors', note.name), note.name === SHARED_NAME).compact();
  // A removal meanwhile has begun anew.
  if (timers.has(note.name)) return;
  if (rounds > 1) return schedule(note, rounds - 1, PURGE_MS);
  if (forgetPurge(note)) return;
  const newer = readPurge(note.name);
  if (newer) schedule(newer, 2, PURGE_MS);
}
