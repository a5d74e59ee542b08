import type { IncomingMessage, ServerResponse } from 'node:http';
import { now } from '@/lib/clock';
import { AppError, isAppError, notFound } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { openWork } from '@/lib/lifecycle/open-work';
import type { TenantContext } from '@/lib/tenancy/context';
import { policyOf } from '@/lib/tenancy/policy';
import { policyAt } from '@/lib/tenancy/policy-at';
import { authorize } from '@/lib/tenancy/roles';
import { verifyApiKey } from '@/lib/tenancy/verify-key';
import { admit } from '@/lib/traffic/admit';
import { countBytesOut } from '@/lib/traffic/bytes-out';
import { overloadRefusal } from '@/lib/traffic/overload';
import { assertBytesOutLeft } from '@/lib/traffic/quotas';
import { countRefusal } from '@/lib/traffic/refusal-counts';
import { pacedRefusal } from '@/lib/traffic/refusals';
import { keepInFlight } from '../in-flight';
import type { ApiRoute, KeyRoute } from './api-route';
import { countAttempt, countRefused } from './count-attempt';
import { addressOf, credentialOf } from './credential';
import { type MatchedRoute, matchRoute, type RouteTree } from './match-route';
import { sendFailure } from './send';

/**
 * Serves one request of the public API: finds its route, verifies its key, refuses from memory what was just refused,
 * and answers every failure in the route's own way. Nothing of a body is read before its key was verified. Never rejects.
 */
export async function serveRequest(
  tree: RouteTree,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = newId();
  response.setHeader('request-id', requestId);
  const url = request.url ?? '/';
  const [path = '/', query = ''] = url.split('?', 2);
  const matched = matchRoute(tree, request.method ?? '', path);
  const dialect = matched?.route.dialect ?? dialectOf(path);
  const serving = serve(matched, request, response, { requestId, query });
  keepInFlight(serving);
  try {
    await serving;
  } catch (error) {
    // What is left of a large body is never read; a small one is on its way already, and the connection stays.
    if (!request.complete && !response.headersSent && !isSmall(request))
      response.setHeader('connection', 'close');
    sendFailure(response, dialect, error, requestId);
  }
}

const SMALL_BYTES = 65_536;

function isSmall({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? Number.NaN) <= SMALL_BYTES;
}

/** Who calls the Messages API hears of a wrong path in its envelope too. */
function dialectOf(path: string): ApiRoute['dialect'] {
  return /^\/v1\/(messages|models)(\/|$)/.test(path) ? 'anthropic' : 'problem';
}

async function serve(
  matched: MatchedRoute | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  { requestId, query }: { requestId: string; query: string },
): Promise<void> {
  if (matched && 'open' in matched.route) return matched.route.handle(response);
  const ctx = await verifyApiKey(credentialOf(request), { address: addressOf(request) });
  const { route, params } = matched ?? {};
  if (route && 'open' in route) return;
  const feature = route?.feature ?? 'api';
  const overload = overloadRefusal();
  if (overload) throw overload;
  const refused = await pacedRefusal(ctx);
  if (refused) {
    countRefusal(ctx, feature, refused);
    throw refused;
  }
  if (!route) {
    await countAttempt(ctx, feature);
    throw notFound();
  }
  try {
    authorize(ctx, route.permission);
  } catch (error) {
    await countRefused(ctx, feature, error);
  }
  await assertBytesOutLeft(ctx);
  const { socket } = request;
  const sentBefore = socket.bytesWritten;
  const stopping = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) stopping.abort(gone());
    countBytesOut(ctx, Math.max(0, socket.bytesWritten - sentBefore));
  });
  const work = openWork(ctx);
  work.signal.addEventListener('abort', () => stopping.abort(work.signal.reason), { once: true });
  try {
    await admitted(ctx, route, response, () =>
      route.handle({
        ctx,
        request,
        response,
        requestId,
        query: new URLSearchParams(query),
        param: (name) => params?.[name] ?? '',
        signal: stopping.signal,
      }),
    );
  } finally {
    work.close();
  }
}

async function admitted(
  ctx: TenantContext,
  route: KeyRoute,
  response: ServerResponse,
  handle: () => Promise<void>,
): Promise<void> {
  if (route.admitsItself) return handle();
  const policy = policyAt(await policyOf(ctx), now());
  const admission = await admit(ctx, policy, { tokens: 0 }).catch((error) => {
    if (isAppError(error)) countRefusal(ctx, route.feature, error);
    throw error;
  });
  try {
    for (const [name, value] of Object.entries(admission.headers)) response.setHeader(name, value);
    await handle();
  } finally {
    admission.release(0);
  }
}

function gone(): AppError {
  return new AppError('cancelled', 'The client went away.');
}
