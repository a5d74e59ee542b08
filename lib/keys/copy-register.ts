import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { dataPath } from '@/lib/env';

const copySchema = z.object({ directory: z.string(), expiresAt: z.string() });
export type KeyCopy = z.infer<typeof copySchema>;

/** One file in which earlier versions kept all entries. */
const EARLIER = 'key-copies.json';

/**
 * Every copy of the keys that backups of this installation made and that has not ended. An entry is a file
 * of its own, so that backups at the same time take nothing from each other.
 */
export function knownKeyCopies(): KeyCopy[] {
  const known = new Map(earlier().map((copy) => [copy.directory, copy]));
  for (const name of fs.existsSync(register()) ? fs.readdirSync(register()) : []) {
    if (!name.endsWith('.json')) continue;
    const text = read(path.join(register(), name));
    if (!text) continue;
    const copy = copySchema.parse(JSON.parse(text));
    known.set(copy.directory, copy);
  }
  return [...known.values()];
}

export function rememberCopy(copy: KeyCopy): void {
  fs.mkdirSync(register(), { recursive: true, mode: 0o700 });
  write(entryOf(copy.directory), copy);
}

export function forgetCopy(directory: string): void {
  fs.rmSync(entryOf(directory), { force: true });
  const entries = earlier();
  const kept = entries.filter((copy) => copy.directory !== directory);
  if (kept.length < entries.length) write(dataPath(EARLIER), kept);
}

function register(): string {
  return dataPath('key-copies');
}

function entryOf(directory: string): string {
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 32);
  return path.join(register(), `${name}.json`);
}

function earlier(): KeyCopy[] {
  const text = read(dataPath(EARLIER));
  return text ? z.array(copySchema).parse(JSON.parse(text)) : [];
}

/** A crash leaves what was there or what comes. */
function write(file: string, value: unknown): void {
  const draft = `${file}.${process.pid}.new`;
  fs.writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
  fs.renameSync(draft, file);
}

function read(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
