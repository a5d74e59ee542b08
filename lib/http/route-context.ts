import { unstable_rethrow } from 'next/navigation';
import { type ErrorBody, isAppError, STATUS, toErrorBody } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { log } from '@/lib/log';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { assertBytesOutLeft } from '@/lib/traffic/quotas';
import { countBytes } from './count-bytes';
import { pageRequestId } from './page-request';
import { assertSameOrigin } from './same-origin';
import { currentPlatform, currentTenant } from './verified-context';
import { whileOpen } from './while-open';

interface RouteParams {
  params: Promise<Record<string, string | string[] | undefined>>;
}

export interface TenantRoute {
  ctx: TenantContext;
  /** The route's parameters by name; one that the path does not have is ''. */
  param(name: string): string;
  requestId: string;
  /** Aborted when the workspace, the membership or the session ends while the request is served. */
  ended: AbortSignal;
}

export interface PlatformRoute extends Omit<TenantRoute, 'ctx' | 'ended'> {
  ctx: PlatformContext;
}

type TenantHandler = (request: Request, route: TenantRoute) => Promise<Response>;
type NextHandler = (request: Request, route: RouteParams) => Promise<Response>;

/**
 * A route handler below a `[tenant]` segment. Refuses requests of other sites, verifies the tenant,
 * and turns failures into an `ErrorBody` with its status: expected ones as they are, others logged
 * once under the request id that the client sees. What it sends counts against the tenant's day. When the workspace, the membership or the session ends
 * meanwhile, neither the rest of an upload is read nor the rest of a download sent.
 */
export function withTenantRoute(handler: TenantHandler): NextHandler {
  return (request, { params }) =>
    answered(request, params, async (param, requestId) => {
      const ctx = await currentTenant(param('tenant'));
      return whileOpen(ctx, request, async (open, ended) =>
        countBytes(ctx, await handler(open, { ctx, param, requestId, ended })),
      );
    });
}

/**
 * The same for what sends content: files, texts, tables, answers. It is refused when the tenant's day is used up; what stops,
 * removes, follows or says how much is left is not.
 */
export function withContentRoute(handler: TenantHandler): NextHandler {
  return withTenantRoute(async (request, route) => {
    await assertBytesOutLeft(route.ctx);
    return handler(request, route);
  });
}

/** The same for the platform's people. */
export function withPlatformRoute(
  handler: (request: Request, route: PlatformRoute) => Promise<Response>,
): NextHandler {
  return (request, { params }) =>
    answered(request, params, async (param, requestId) =>
      handler(request, { ctx: await currentPlatform(), param, requestId }),
    );
}

async function answered(
  request: Request,
  params: RouteParams['params'],
  work: (param: (name: string) => string, requestId: string) => Promise<Response>,
): Promise<Response> {
  const requestId = pageRequestId() ?? newId();
  let response: Response;
  try {
    assertSameOrigin(request);
    const given = await params;
    const param = (name: string) => {
      const value = given[name];
      return typeof value === 'string' ? value : '';
    };
    response = await work(param, requestId);
  } catch (error) {
    unstable_rethrow(error);
    response = failed(error, requestId);
  }
  // A copy, because the headers of some responses (redirects, fetched ones) cannot be changed.
  const answer = new Response(response.body, response);
  answer.headers.set('cache-control', 'private, no-store');
  answer.headers.set('x-request-id', requestId);
  // Data and downloads: a browser that shows one as a page gives it no rights.
  answer.headers.set('content-security-policy', "default-src 'none'; sandbox");
  return answer;
}

function failed(error: unknown, requestId: string): Response {
  if (!isAppError(error)) log.error({ err: error, requestId }, 'a route handler failed');
  return errorResponse(toErrorBody(error, requestId).body);
}

/** An expected failure as a response: its status, and for how long to wait. */
export function errorResponse(body: ErrorBody): Response {
  const response = Response.json(body, { status: STATUS[body.code] });
  if (body.retryAfter !== undefined) {
    response.headers.set('retry-after', String(Math.ceil(body.retryAfter)));
  }
  return response;
}
