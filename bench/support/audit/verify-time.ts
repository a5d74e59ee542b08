import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type NoteKey, signCheckpoint, verifierKey } from '@/lib/audit/checkpoints/note';
import { nodeHash, rootOfPeaks } from '@/lib/audit/tree/hashes';
import { newId } from '@/lib/ids';
import { round } from '../report';

const TILE = 256;
/** As often as a busy log is signed. */
const SIGNED_EVERY = 5_000;

/** Writes an export of so many entries and has the program of its own verify it. */
export async function verifyTime(entries: number) {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'tenantry-bench-audit-'));
  try {
    const [file, key] = [path.join(directory, 'log.jsonl'), path.join(directory, 'key')];
    const signer = newKey();
    writeFileSync(key, verifierKey(signer.publicKey));
    await writeExport(file, entries, signer);
    const from = performance.now();
    const said = execFileSync(process.execPath, ['scripts/audit-verify.mjs', file, '--key', key], {
      encoding: 'utf8',
    });
    if (!said.startsWith(`Good: ${entries} entries`)) throw new Error(said);
    const seconds = round((performance.now() - from) / 1_000);
    return { entries, seconds, mebibytes: round(statSync(file).size / 2 ** 20, 0) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function newKey(): NoteKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  return { privateKey, publicKey: Buffer.from(x ?? '', 'base64url') };
}

async function writeExport(file: string, entries: number, signer: NoteKey): Promise<void> {
  const out = createWriteStream(file);
  const logId = newId();
  const line = (value: object) => `${JSON.stringify(value)}\n`;
  out.write(line({ format: 'tenantry-audit-export-1', log: logId, size: entries, keys: [] }));
  const peaks: Buffer[] = [];
  for (let from = 0; from < entries; from += TILE) {
    const count = Math.min(TILE, entries - from);
    const made = Array.from({ length: count }, (_, n) => makeEntry(logId, from + n));
    const hashes = Buffer.concat(made.map(({ hash }) => hash)).toString('base64');
    let text = line({ tile: from / TILE, hashes });
    for (const [n, { hash, entry }] of made.entries()) {
      grow(peaks, from + n, hash);
      text += line(entry);
      const size = from + n + 1;
      if (size % SIGNED_EVERY === 0 || size === entries) {
        const at = new Date(1_700_000_000_000 + size).toISOString();
        const checkpoint = { logId, size, root: rootOfPeaks(peaks), at };
        text += line({ checkpoint: signCheckpoint(checkpoint, [signer]) });
      }
    }
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

function makeEntry(log: string, index: number) {
  const entry = {
    id: newId(),
    at: new Date(1_700_000_000_000 + index * 50).toISOString().replace('Z', '000Z'),
    actorKind: 'user',
    actorId: newId(),
    action: 'answer.create',
    objectKind: 'answer',
    objectId: newId(),
    requestId: newId(),
    outcome: 'ok',
  };
  const [salt, payload] = [newId(), JSON.stringify({ model: 'claude-haiku-4-5', n: index })];
  const commitment = createHash('sha256')
    .update(salt + payload)
    .digest('hex');
  const body = JSON.stringify(['tenantry-audit-1', log, ...Object.values(entry), commitment]);
  const hash = createHash('sha256').update(`\0${body}`).digest();
  return { hash, entry: { index, ...entry, salt, payload } };
}

function grow(peaks: Buffer[], size: number, leaf: Buffer): void {
  let node = leaf;
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2)
    node = nodeHash(peaks.pop() as Buffer, node);
  peaks.push(node);
}
