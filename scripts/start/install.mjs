import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { run } from '../child.mjs';
import { Plain, step } from '../console.mjs';

/** npm writes it at the end of an installation, so an interrupted one has none. */
const INSTALLED = 'node_modules/.package-lock.json';
const STAMP = 'node_modules/.tenantry-installed';

/** `npm ci` when packages are missing or the lock file names others. */
export async function install() {
  if (isInstalled()) return;
  try {
    await step('packages', () =>
      run('npm', ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund']),
    );
  } catch (error) {
    if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET/.test(error.message)) {
      throw new Plain(
        `${error.message}\n\nThe npm registry cannot be reached. Installing needs the network once; check it (or npm's proxy settings) and run npm start again.`,
      );
    }
    const words = error.message.split('\n').filter((line) => /^npm error \S/.test(line));
    throw new Plain(`${words.slice(0, 12).join('\n')}\n\nnpm ci failed; nothing was started.`);
  }
  writeFileSync(STAMP, lockHash());
}

function isInstalled() {
  if (!existsSync(INSTALLED)) return false;
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockHash()) return true;
  // Installed by hand since the lock file changed.
  return statSync(INSTALLED).mtimeMs >= statSync('package-lock.json').mtimeMs;
}

function lockHash() {
  return createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
}
