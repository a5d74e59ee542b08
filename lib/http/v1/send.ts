import type { ServerResponse } from 'node:http';
import { isAppError, toErrorBody } from '@/lib/errors';
import { log } from '@/lib/log';
import { refusedRateHeaders } from '@/lib/traffic/rate-headers';
import { sendProblem } from '../problem';
import { anthropicError } from './anthropic-error';
import type { ApiRoute } from './api-route';

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  // As text it goes out in one piece with its head.
  response.end(text);
}

export function sendNothing(response: ServerResponse): void {
  response.writeHead(204, { 'cache-control': 'no-store' }).end();
}

/**
 * Says what went wrong in the route's own way: expected failures as they are, others logged once. After the head is
 * out, all that can be told is that the rest does not come.
 */
export function sendFailure(
  response: ServerResponse,
  dialect: ApiRoute['dialect'],
  error: unknown,
  requestId: string,
): void {
  if (!isAppError(error)) log.error({ err: error, requestId }, 'an API request failed');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, body } = toErrorBody(error, requestId);
  const rates = refusedRateHeaders(body);
  for (const name in rates) response.setHeader(name, rates[name] ?? '');
  if (dialect === 'problem') {
    sendProblem(response, status, body);
    return;
  }
  if (body.retryAfter !== undefined) response.setHeader('retry-after', Math.ceil(body.retryAfter));
  sendJson(response, status, anthropicError(body, requestId));
}
