import type { IncomingMessage, ServerResponse } from 'node:http';
import { env } from '@/lib/env';
import { toErrorBody } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { log } from '@/lib/log';
import { bodyRefusal } from './body-limit';
import { nameConnection } from './connections';
import { overwriteForwarded } from './forwarded';
import { handleHealth, handleReady } from './health';
import { asPageRequest } from './page-request';
import { sendProblem } from './problem';
import { setSecurityHeaders } from './security-headers';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What a process serves beside its health; undefined: not there. */
export interface Served {
  /** Of `/v1`. */
  api?: Handler;
  pages?: Handler;
  stopping(): boolean;
}

/** Answers any request of the port. Resolves when it was handed over and done; never rejects. */
export async function routeRequest(
  request: IncomingMessage,
  response: ServerResponse,
  served: Served,
): Promise<void> {
  setSecurityHeaders(response, env.PUBLIC_URL?.startsWith('https:') ?? false);
  try {
    await route(request, response, served);
  } catch (error) {
    fail(response, error);
  }
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  { api, pages, stopping }: Served,
): Promise<void> {
  overwriteForwarded(request, env.TENANTRY_TRUST_PROXY);
  nameConnection(request, response);
  const path = request.url?.split('?', 1)[0] ?? '/';
  if (path === '/healthz') return handleHealth(response);
  if (path === '/readyz') return handleReady(response, stopping());
  const refused = bodyRefusal(request, path);
  if (refused) {
    // What is left of the body is never read.
    response.setHeader('connection', 'close');
    return sendProblem(response, refused.status, toErrorBody(refused).body);
  }
  if (path === '/v1' || path.startsWith('/v1/')) {
    if (api) return api(request, response);
  } else if (pages) return asPageRequest(request, response, () => pages(request, response));
  sendProblem(response, 404, { code: 'not_found', message: 'Not found.' });
}

function fail(response: ServerResponse, error: unknown): void {
  const requestId = newId();
  log.error({ err: error, requestId }, 'a request failed');
  if (response.headersSent) response.destroy();
  else {
    const { status, body } = toErrorBody(error, requestId);
    sendProblem(response, status, body);
  }
}
