import { createServer } from 'node:http';
import next from 'next';
import { closePools } from '@/lib/db/pools';
import { env } from '@/lib/env';
import { isAppError } from '@/lib/errors';
import { handleApi } from '@/lib/http/handler';
import { inFlightDone } from '@/lib/http/in-flight';
import { type Handler, routeRequest, type Served } from '@/lib/http/route-request';
import { openStaticFiles } from '@/lib/http/static-files';
import { processRoles } from '@/lib/jobs/process-roles';
import { type BackgroundLoop, startWorkers } from '@/lib/jobs/start-workers';
import { checkKeys } from '@/lib/keys/check-keys';
import { removeExpiredCopies } from '@/lib/keys/key-copies';
import { closeLocalModel } from '@/lib/llm/ensure-local-model';
import { log } from '@/lib/log';
import { startBeating } from '@/lib/platform-health/start-beating';
import { writeBytesOut } from '@/lib/traffic/bytes-out';
import { writeRefusals } from '@/lib/traffic/refusal-counts';

/** One process, one port: Next for pages, the lean handler for `/v1`, background loops. */

/** How long open streams may go on after the process was asked to stop. */
const GRACE_MS = 2_000;
/** After which the process ends whatever is left; everything durable survives that. */
const LIMIT_MS = 20_000;

let stopping = false;

async function main(): Promise<void> {
  const roles = processRoles(env.TENANTRY_ROLES, env.REDIS_URL);
  removeExpiredCopies();
  await checkKeys();
  const pages = roles.has('web') ? await preparePages() : undefined;
  const api = roles.has('api') ? handleApi : undefined;
  const served: Served = { api, pages, stopping: () => stopping };
  const server = createServer((request, response) => void routeRequest(request, response, served));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(env.PORT, env.HOST, resolve);
  });
  const workers = roles.has('worker') ? await startWorkers() : undefined;
  const beats = startBeating(roles);
  log.info({ port: env.PORT, roles: [...roles] }, 'listening');

  const stop = (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'stopping');
    setTimeout(() => process.exit(1), LIMIT_MS).unref();
    shutDown(server, workers, beats)
      .then(() => process.exit(0))
      .catch((error) => {
        log.error({ err: error }, 'the shutdown failed');
        process.exit(1);
      });
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  // The parent ended without a word, and with it the database.
  process.on('disconnect', () => stop('parent ended'));
}

async function preparePages(): Promise<Handler> {
  const app = next({
    dev: env.NODE_ENV === 'development',
    dir: process.cwd(),
    hostname: 'localhost',
    port: env.PORT,
  });
  await app.prepare();
  const handle = app.getRequestHandler();
  const answersStatic = await openStaticFiles(env.NEXT_DIST_DIR);
  return async (request, response) => {
    if (!answersStatic(request, response)) await handle(request, response);
  };
}

async function shutDown(
  server: ReturnType<typeof createServer>,
  workers: BackgroundLoop | undefined,
  beats: BackgroundLoop,
): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(grace);
  await Promise.all([workers?.stop(), inFlightDone()]);
  await Promise.all([writeRefusals(), writeBytesOut(), beats.stop()]);
  await closeLocalModel();
  await closePools();
}

main().catch((error: unknown) => {
  const code = (error as NodeJS.ErrnoException).code;
  const words =
    code === 'EADDRINUSE'
      ? `Port ${env.PORT} is taken by another program. Stop it, or choose another port: npm start -- --port 3001`
      : isAppError(error)
        ? error.message
        : error;
  console.error(words);
  process.exit(1);
});
