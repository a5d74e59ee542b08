import type { IncomingMessage, ServerResponse } from 'node:http';
import { routeTree } from './v1/match-route';
import { API_ROUTES } from './v1/routes';
import { serveRequest } from './v1/serve-request';

const tree = routeTree(API_ROUTES);

/** The public API below `/v1`, outside of Next for its speed. */
export function handleApi(request: IncomingMessage, response: ServerResponse): Promise<void> {
  return serveRequest(tree, request, response);
}
