import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const STAMPS = 'dist/stamps.json';

/** SHA-256 over names and contents of the files below the given paths; absent paths are skipped. */
export function fingerprint(paths) {
  const hash = createHash('sha256').update(process.version);
  for (const file of paths.flatMap(filesBelow)) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Tests do not change what is built. */
function filesBelow(entry) {
  if (!existsSync(entry)) return [];
  if (statSync(entry).isFile()) return /\.test\.tsx?$/.test(entry) ? [] : [entry];
  if (path.basename(entry) === 'generated') return [];
  return readdirSync(entry)
    .sort()
    .flatMap((name) => filesBelow(path.join(entry, name)));
}

export function readStamps() {
  try {
    return JSON.parse(readFileSync(STAMPS, 'utf8'));
  } catch {
    return {};
  }
}

export function saveStamp(name, value) {
  writeFileSync(STAMPS, `${JSON.stringify({ ...readStamps(), [name]: value }, null, 2)}\n`);
}
