import { buildDocument } from '../openapi/build-document';
import type { OpenApiDocument } from '../openapi/schema';
import { ANSWER_ROUTES } from './answers/answer-routes';
import type { ApiRoute, OpenRoute } from './api-route';
import { CONVERSATION_ROUTES } from './conversations/conversation-routes';
import { DOCUMENT_ROUTES } from './documents/document-routes';
import { MESSAGE_ROUTES } from './messages/message-routes';
import { sendJson } from './send';
import { WORKSPACE_ROUTES } from './workspace/workspace-routes';

const OPENAPI_ROUTE: OpenRoute = {
  method: 'GET',
  path: '/v1/openapi.json',
  dialect: 'problem',
  open: true,
  handle: (response) => sendJson(response, 200, openApiDocument()),
  operation: {
    tag: 'Reference',
    summary: 'This description',
    description: 'The OpenAPI 3.1 document; needs no key.',
    responses: { 200: { description: 'The document.' } },
  },
};

/** Every route of the public API: what the server serves, the OpenAPI document tells and the isolation suite attacks. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...MESSAGE_ROUTES,
  ...ANSWER_ROUTES,
  ...DOCUMENT_ROUTES,
  ...CONVERSATION_ROUTES,
  ...WORKSPACE_ROUTES,
  OPENAPI_ROUTE,
];

let built: OpenApiDocument | undefined;

export function openApiDocument(): OpenApiDocument {
  built ??= buildDocument(API_ROUTES);
  return built;
}
