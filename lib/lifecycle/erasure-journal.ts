import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { now } from '@/lib/clock';
import { AppError } from '@/lib/errors';
import { keyDirectory, replaceKeyFile } from '@/lib/keys/key-directory';
import type { VectorGeneration } from '@/lib/tenancy/placement';

/** What was asked to be gone for good. Ids and times; no content. */
export interface Erasure {
  kind: 'tenant' | 'member';
  tenantId: string;
  /** The tenant itself, or the person. */
  subjectId: string;
  operationId: string;
  requestedBy: string;
  /** ISO 8601. */
  requestedAt: string;
  /** ISO 8601; default: now. Given when another copy of the journal has the entry. */
  at?: string;
  /** Of a tenant: the database's word that it saw the erasure begin; without it none is done again on a tenant. */
  proof?: string;
  /** Of a tenant: where its vectors lay, each with the last generation that there can be. */
  vectors?: VectorGeneration[];
}

export interface JournalEntry extends Erasure {
  at: string;
  /** Hash of the entry before, or 64 zeros. */
  previous: string;
  /** SHA-256, hexadecimal, of the entry without this field. */
  hash: string;
}

const GENESIS = '0'.repeat(64);

const FILE = 'erasures.journal';

export function journalFile(): string {
  return path.join(keyDirectory(), FILE);
}

/**
 * Appends to the journal before anything is removed, so that a copy from before can never bring it back
 * unnoticed. It lies with the keys and outside every database. An erasure that stands there already is
 * returned as it is; a person can be invited again and erased again, which is another one. Synchronous, so
 * that entries of one process cannot interleave; `journalErasure` lets several processes take turns.
 */
export function appendErasure(erasure: Erasure): JournalEntry {
  const entries = readJournal();
  const known = entries.find(
    (entry) =>
      entry.kind === erasure.kind &&
      entry.subjectId === erasure.subjectId &&
      entry.tenantId === erasure.tenantId &&
      (entry.kind === 'tenant' || entry.operationId === erasure.operationId),
  );
  if (known) return known;
  const body = {
    kind: erasure.kind,
    tenantId: erasure.tenantId,
    subjectId: erasure.subjectId,
    operationId: erasure.operationId,
    requestedBy: erasure.requestedBy,
    requestedAt: erasure.requestedAt,
    vectors: erasure.vectors,
    proof: erasure.proof,
    at: erasure.at ?? now().toISOString(),
    previous: entries.at(-1)?.hash ?? GENESIS,
  };
  const entry = { ...body, hash: hashOf(body) };
  fs.mkdirSync(keyDirectory(), { recursive: true, mode: 0o700 });
  if (isUnfinished()) replaceKeyFile(FILE, Buffer.from(entries.map(lineOf).join('')));
  const file = fs.openSync(journalFile(), 'a', 0o600);
  try {
    fs.writeSync(file, lineOf(entry));
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
  return entry;
}

/**
 * All entries, oldest first. Throws `store_unavailable` when one was changed or taken out: then nobody knows
 * what must be gone. An unfinished last line is none: its erasure had not begun when the machine failed.
 */
export function readJournal(file = journalFile()): JournalEntry[] {
  if (!fs.existsSync(file)) return [];
  const entries: JournalEntry[] = [];
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  for (const [place, line] of lines.entries()) {
    if (line === '') continue;
    const entry = entryOf(line, entries.at(-1)?.hash ?? GENESIS);
    if (entry) entries.push(entry);
    else if (place < lines.length - 1)
      throw new AppError(
        'store_unavailable',
        `Entry ${entries.length + 1} of ${file} was changed. Restore the file from a copy of the keys.`,
      );
  }
  return entries;
}

/** Undefined unless the line is whole and follows the entry before. */
function entryOf(line: string, previous: string): JournalEntry | undefined {
  try {
    const { hash, ...body } = JSON.parse(line) as JournalEntry;
    return body.previous === previous && hash === hashOf(body) ? { ...body, hash } : undefined;
  } catch {
    return undefined;
  }
}

/** A failure of the machine cut the last line off. */
function isUnfinished(): boolean {
  return fs.existsSync(journalFile()) && !/(^|\n)$/.test(fs.readFileSync(journalFile(), 'utf8'));
}

function lineOf(entry: JournalEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

function hashOf(body: Omit<JournalEntry, 'hash'>): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex');
}
