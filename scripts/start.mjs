/** `npm start`: from a fresh clone to the running product. Uses nothing that npm would install. */
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { killAll } from './child.mjs';
import { complain, Plain, say, step } from './console.mjs';
import {
  emptyDataDirectory,
  openDataDirectory,
  readInstallation,
} from './start/data-directory.mjs';
import { announce, fill } from './start/fill.mjs';
import { install } from './start/install.mjs';
import { stopHolder, takeLock } from './start/instance-lock.mjs';
import { readOptions } from './start/options.mjs';
import { checkPort } from './start/port.mjs';
import { confirmReset } from './start/reset.mjs';
import { serve, serveReloading } from './start/serve.mjs';

const undo = [];
let stopping = false;

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Plain(
    `Tenantry needs Node 20.19 or later; this is ${process.version}. Install a newer one from https://nodejs.org`,
  );
}

/** Ends, in reverse order, everything that was started. */
async function stop(code) {
  if (stopping) return;
  stopping = true;
  for (const undoOne of undo.reverse()) {
    try {
      await undoOne();
    } catch (error) {
      complain(error);
    }
  }
  process.exit(code);
}

function onSignal() {
  if (stopping) {
    killAll();
    process.exit(130);
  }
  say('\n  Stopping…');
  stop(0);
}

async function main() {
  checkNode();
  const options = readOptions(process.argv.slice(2));
  if (options.usage) return say(options.usage);
  process.chdir(fileURLToPath(new URL('..', import.meta.url)));
  const dataDir = path.resolve(process.env.TENANTRY_DATA_DIR || '.data');
  const url = process.env.PUBLIC_URL ?? `http://localhost:${options.port}`;

  openDataDirectory(dataDir);
  if (options.reset) {
    await confirmReset(dataDir, options.yes);
    await stopHolder(dataDir);
  }
  undo.push(takeLock(dataDir, options.port));
  await checkPort(options.port, process.env.HOST);

  say('Starting Tenantry');
  await install();
  await build(options);
  const { prepareDatabase, endLeftoverDatabase } = await import('../dist/database.mjs');
  const unfinished = readInstallation(dataDir)?.complete === false;
  if (unfinished)
    say('  The last start was interrupted while it filled the database; beginning again.');
  if (options.reset || unfinished) {
    await step('old data deleted', async () => {
      if (!process.env.DATABASE_URL) await endLeftoverDatabase();
      emptyDataDirectory(dataDir);
    });
  }
  const database = await step('database', prepareDatabase);
  undo.push(() => database.stop());
  database.exited.then((words) => endedEarly(`${words}\n\nThe database ended unexpectedly.`));
  const lines = await fill({ dataDir, url, empty: options.empty });
  const hooks = { onStarted: (end) => undo.push(end), onLost: endedEarly };
  await (options.dev ? serveReloading : serve)({ ...options, dataDir }, hooks);
  announce(url, lines);
}

async function build({ dev }) {
  const { buildProduct, buildPrograms } = await import('./build/build-product.mjs');
  await (dev ? buildPrograms() : buildProduct());
}

function endedEarly(words) {
  if (stopping) return;
  complain(new Plain(words));
  stop(1);
}

process.on('SIGINT', onSignal);
process.on('SIGTERM', onSignal);
process.on('SIGHUP', onSignal);
main().catch((error) => {
  if (stopping) return;
  complain(error);
  stop(1);
});
