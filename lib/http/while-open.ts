import { openWork } from '@/lib/lifecycle/open-work';
import type { TenantContext } from '@/lib/tenancy/context';
import { cutConnection } from './connections';
import { cutOff } from './cut-off';

type Handler = (request: Request, ended: AbortSignal) => Promise<Response>;

/** For a last word to go out; a reader that takes nothing keeps the connection no longer. */
const LAST_WORD_MS = 500;

/**
 * Serves a request as long as its context stands: when workspace, membership or session end, the rest of the
 * upload is not read and the rest of the download not sent, and the connection is cut. An event stream hears
 * of it by `ended`, so that it can say so.
 */
export async function whileOpen(
  ctx: TenantContext,
  request: Request,
  handler: Handler,
): Promise<Response> {
  const work = openWork(ctx);
  work.signal.addEventListener('abort', () => {
    setTimeout(cutConnection, LAST_WORD_MS, request);
  });
  let response: Response;
  try {
    response = await handler(received(request, work.signal), work.signal);
  } catch (error) {
    work.close();
    throw error;
  }
  if (!response.body) {
    work.close();
    return response;
  }
  const ended = saysItself(response) ? new AbortController().signal : work.signal;
  return new Response(cutOff(response.body, ended, work.close), response);
}

function received(request: Request, ended: AbortSignal): Request {
  if (!request.body) return request;
  const { method, headers, signal } = request;
  const init: RequestInit & { duplex: 'half' } = {
    method,
    headers,
    signal,
    body: cutOff(request.body, ended),
    duplex: 'half',
  };
  return new Request(request.url, init);
}

function saysItself(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}
