import fs from 'node:fs';
import path from 'node:path';
import { dataPath, env } from '@/lib/env';
import { type Checkpoint, CONTINUED, KEY_NAME, openCheckpoint, verifierKey } from './note';

/**
 * Where checkpoints leave the database: a directory that is only ever added to, on a disk of its own or mounted so that
 * nothing in it can be changed. A file for each log, a line of JSON for each checkpoint.
 */
export function checkpointDirectory(): string {
  return env.TENANTRY_AUDIT_DIR ?? dataPath('audit-checkpoints');
}

/**
 * What a log must contain: its last checkpoint that is signed by one of the keys, or where it goes on after a restore. Undefined
 * before the first.
 */
export function lastWritten(logId: string, publicKeys: readonly Buffer[]): Checkpoint | undefined {
  for (const line of linesBackwards(fileOf(logId))) {
    const checkpoint = openCheckpoint(noteOf(line), publicKeys);
    if (checkpoint?.logId === logId || checkpoint?.logId === logId + CONTINUED)
      return { ...checkpoint, logId };
  }
  return undefined;
}

/** Appends, and returns when the disk has it. A line that a failure of the machine cut off is left as it is. */
export function writeCheckpoint(logId: string, note: string): void {
  fs.mkdirSync(checkpointDirectory(), { recursive: true, mode: 0o755 });
  const file = fs.openSync(fileOf(logId), 'a+', 0o644);
  try {
    const { size } = fs.fstatSync(file);
    const last = Buffer.alloc(1);
    if (size > 0) fs.readSync(file, last, 0, 1, size - 1);
    const begin = size > 0 && last.toString() !== '\n' ? '\n' : '';
    fs.writeSync(file, `${begin}${JSON.stringify({ checkpoint: note })}\n`);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

/** Puts the public keys beside the checkpoints, each once. */
export function writeKeys(publicKeys: readonly Buffer[]): void {
  fs.mkdirSync(checkpointDirectory(), { recursive: true, mode: 0o755 });
  const name = path.join(checkpointDirectory(), `${KEY_NAME}.keys`);
  const known = fs.existsSync(name) ? fs.readFileSync(name, 'utf8') : '';
  const fresh = publicKeys.map(verifierKey).filter((key) => !known.includes(key));
  if (fresh.length > 0)
    fs.appendFileSync(name, `${fresh.join('\n')}\n`, { mode: 0o644, flush: true });
}

/** Every log that has a file. */
export function writtenLogs(): string[] {
  if (!fs.existsSync(checkpointDirectory())) return [];
  return fs
    .readdirSync(checkpointDirectory())
    .flatMap((name) => /^([0-9a-f-]{36})\.checkpoints$/.exec(name)?.[1] ?? []);
}

function fileOf(logId: string): string {
  return path.join(checkpointDirectory(), `${logId}.checkpoints`);
}

const PART = 64 * 1024;
const LINE_END = 10;

/** The file's lines, last first, read part by part. What is too long for a checkpoint is passed over. */
function* linesBackwards(name: string): Generator<string> {
  if (!fs.existsSync(name)) return;
  const file = fs.openSync(name, 'r');
  try {
    let rest = Buffer.alloc(0);
    for (let end = fs.fstatSync(file).size; end > 0; ) {
      const part = Buffer.alloc(Math.min(end, PART));
      end -= part.length;
      fs.readSync(file, part, 0, part.length, end);
      rest = Buffer.concat([part, rest.subarray(0, PART)]);
      for (let at = rest.lastIndexOf(LINE_END); at >= 0; at = rest.lastIndexOf(LINE_END)) {
        yield rest.toString('utf8', at + 1);
        rest = rest.subarray(0, at);
      }
    }
    yield rest.toString('utf8');
  } finally {
    fs.closeSync(file);
  }
}

function noteOf(line: string): string {
  try {
    return String((JSON.parse(line) as { checkpoint?: unknown }).checkpoint);
  } catch {
    return '';
  }
}
