import { step } from '../console.mjs';
import { startServer } from './server-process.mjs';

/** Serves until told to stop. Resolves with the way to stop it when the product answers. */
export async function serve(options, { onStarted, onLost }) {
  const server = startServer(options);
  let asked = false;
  onStarted(() => {
    asked = true;
    return server.stop();
  });
  await step('server', () => server.untilReady());
  server.exited.then(() => {
    if (!asked) onLost(`${server.lastWords()}\n\nThe server ended unexpectedly.`);
  });
}

/** The same for development: a change below `server.ts` bundles it anew and starts it again. */
export async function serveReloading(options, { onStarted }) {
  const { watchServer } = await import('../build/bundle.mjs');
  let server;
  let asked = false;
  let dispose;
  onStarted(async () => {
    asked = true;
    await dispose?.();
    await server?.stop();
  });
  await new Promise((resolve, reject) => {
    watchServer(async () => {
      await server?.stop();
      if (!asked) server = startServer(options);
      resolve();
    }).then((undo) => {
      dispose = undo;
    }, reject);
  });
  await step('server', () => server.untilReady());
}
