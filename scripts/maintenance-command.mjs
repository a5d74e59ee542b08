import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { complain, Plain, say } from './console.mjs';
import { runningHolder, takeLock } from './start/instance-lock.mjs';

/**
 * Runs one command on the installation of TENANTRY_DATA_DIR: with the lock when the product is not
 * running, and beside it when it is and `beside` allows that.
 */
export async function maintenance({ usage, beside }, work) {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) return say(usage);
  let release;
  try {
    process.chdir(fileURLToPath(new URL('..', import.meta.url)));
    const dataDir = path.resolve(process.env.TENANTRY_DATA_DIR || '.data');
    const { openDataDirectory, requireInstallation } = await import('./start/data-directory.mjs');
    // A restore may come first.
    if (beside) requireInstallation(dataDir);
    const holder = existsSync(dataDir) ? runningHolder(dataDir) : undefined;
    if (holder?.port === 0)
      throw new Plain('Another command works on this data directory. Wait until it has ended.');
    const running = holder !== undefined;
    if (running && !beside)
      throw new Plain('Tenantry runs on this data directory. Stop it first, then run this again.');
    const { buildPrograms } = await import('./build/build-product.mjs');
    // Beside a running product its own bundles stay as they are; otherwise they are those of the sources.
    if (!running || !existsSync('dist/maintenance.mjs')) await buildPrograms();
    openDataDirectory(dataDir);
    if (!running) release = takeLock(dataDir, 0);
    await work(await import('../dist/maintenance.mjs'), readArguments(args, usage), running);
  } catch (error) {
    complain(error);
  } finally {
    release?.();
  }
}

/** Words, and options with a value (`--keys DIR`) or without (`--to-local`). */
function readArguments(args, usage) {
  const words = [];
  const options = {};
  for (let i = 0; i < args.length; i += 1) {
    const [name, inline] = args[i].split('=', 2);
    if (name === '--keys') {
      options.keys = inline ?? args[++i];
      if (!options.keys) throw new Plain(usage);
    } else if (name === '--to-local') options.toLocal = true;
    else if (name.startsWith('-')) throw new Plain(`${name} is not an option.\n\n${usage}`);
    else words.push(args[i]);
  }
  return { words, options };
}
