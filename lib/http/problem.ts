import type { ServerResponse } from 'node:http';
import type { ErrorBody } from '@/lib/errors';

/** Answers with RFC 9457's `application/problem+json`; our code and detail are extension members. */
export function sendProblem(response: ServerResponse, status: number, body: ErrorBody): void {
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  };
  if (body.retryAfter !== undefined) headers['retry-after'] = String(Math.ceil(body.retryAfter));
  response.writeHead(status, headers);
  response.end(JSON.stringify({ title: body.message, status, ...body }));
}
