import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { dataPath } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { openBytes, sealBytes } from '@/lib/keys/envelope';
import { unwrapKey, wrapKey } from '@/lib/keys/key-service';
import { COPY_KEY } from '@/lib/keys/wrapped-files';

/** What else an installation needs to start: sign-in secrets and the database's passwords. */
const FILES = ['secrets.json', 'postgres.json', 'installation.json', 'demo-sign-ins.json'];
const SEALED = 'installation.sealed';
const { name: KEY, purpose: PURPOSE } = COPY_KEY;
const AAD = 'installation';

/** Puts them into a copy of the keys, sealed: the master key opens them like everything there. */
export async function sealInstallation(directory: string): Promise<void> {
  const present = FILES.filter((name) => fs.existsSync(dataPath(name)));
  const contents = Object.fromEntries(
    present.map((name) => [name, fs.readFileSync(dataPath(name), 'utf8')]),
  );
  const key = randomBytes(32);
  const sealed = sealBytes(key, 1, AAD, Buffer.from(JSON.stringify(contents)));
  fs.writeFileSync(path.join(directory, KEY), await wrapKey(PURPOSE, key), { mode: 0o600 });
  fs.writeFileSync(path.join(directory, SEALED), sealed, { mode: 0o600 });
}

/** Their contents by name; `conflict` under another master key. */
export async function openInstallation(directory: string): Promise<Record<string, string>> {
  const key = await unwrapKey(PURPOSE, fs.readFileSync(path.join(directory, KEY))).catch(
    (cause: Error) => {
      throw new AppError(
        'conflict',
        `The copy of the keys in ${directory} cannot be opened: ${cause.message} Without the master key of then, move the copy away: the keys that are here open what they can.`,
        { cause },
      );
    },
  );
  const opened = openBytes(key, 1, AAD, fs.readFileSync(path.join(directory, SEALED)));
  return z.record(z.string(), z.string()).parse(JSON.parse(opened.toString('utf8')));
}

/** Where PostgreSQL lives is this machine's; its password is the restored cluster's. */
export function putInstallation(contents: Record<string, string>): void {
  for (const [name, text] of Object.entries(contents)) {
    if (!FILES.includes(name)) continue;
    const next = name === 'postgres.json' ? keepHome(text) : text;
    fs.writeFileSync(dataPath(name), next, { mode: 0o600 });
  }
}

function keepHome(text: string): string {
  const { home: _theirs, ...restored } = JSON.parse(text) as { home?: string };
  const file = dataPath('postgres.json');
  const here = fs.existsSync(file)
    ? (JSON.parse(fs.readFileSync(file, 'utf8')) as { home?: string })
    : {};
  return JSON.stringify(here.home === undefined ? restored : { ...restored, home: here.home });
}
