import type { IncomingMessage, ServerResponse } from 'node:http';
import { newId } from '@/lib/ids';
import { processState } from '@/lib/process-state';

/** Set by the server on every request, whatever the client sent: route handlers see headers, not sockets. */
const HEADER = 'x-tenantry-connection';

const open = processState('http.connections', () => new Map<string, ServerResponse>());

/** For the server, before anything handles the request. */
export function nameConnection(request: IncomingMessage, response: ServerResponse): void {
  const id = newId();
  request.headers[HEADER] = id;
  open.set(id, response);
  response.once('close', () => open.delete(id));
}

/** Cuts the request's connection, unless its response has gone out in full by now. */
export function cutConnection(request: Request): void {
  const id = request.headers.get(HEADER);
  if (id) open.get(id)?.destroy();
}
