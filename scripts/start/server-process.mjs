import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { signalGroup, start } from '../child.mjs';
import { Plain } from '../console.mjs';

const LOG_MAX_BYTES = 10 * 1024 * 1024;

/** Starts `dist/server.mjs`; its log goes to the data directory, or in development to the terminal. */
export function startServer({ dataDir, port, dev }) {
  const log = path.join(dataDir, 'server.log');
  if (existsSync(log) && statSync(log).size > LOG_MAX_BYTES) renameSync(log, `${log}.1`);
  const from = existsSync(log) ? statSync(log).size : 0;
  const out = dev ? 'inherit' : openSync(log, 'a', 0o600);
  const child = start(process.execPath, ['--enable-source-maps', 'dist/server.mjs'], {
    // The channel tells the server when we are gone.
    stdio: ['ignore', out, out, 'ipc'],
    env: {
      ...process.env,
      NODE_ENV: dev ? 'development' : 'production',
      PORT: String(port),
      NEXTAUTH_URL:
        process.env.NEXTAUTH_URL ?? process.env.PUBLIC_URL ?? `http://localhost:${port}`,
      NEXT_TELEMETRY_DISABLED: '1',
    },
  });
  if (typeof out === 'number') closeSync(out);
  const exited = new Promise((resolve) => child.once('exit', resolve));
  return {
    exited,
    lastWords: () =>
      dev
        ? ''
        : readFileSync(log)
            .subarray(from)
            .toString('utf8')
            .trim()
            .split('\n')
            .slice(-15)
            .join('\n'),
    async untilReady() {
      let ended = false;
      exited.then(() => {
        ended = true;
      });
      while (!ended) {
        if (await isReady(port)) return;
        await wait(100);
      }
      throw new Plain(`${this.lastWords()}\n\nThe server did not start. Its log: ${log}`);
    },
    /** Ends in order, streams first; at the latest after 25 s. */
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      signalGroup(child, 'SIGTERM');
      const late = setTimeout(() => signalGroup(child, 'SIGKILL'), 25_000);
      await exited;
      clearTimeout(late);
    },
  };
}

async function isReady(port) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, {
      signal: AbortSignal.timeout(2_000),
    });
    return response.ok;
  } catch {
    return false;
  }
}
