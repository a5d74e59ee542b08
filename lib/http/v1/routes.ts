import { ANSWER_ROUTES } from './answers/answer-routes';
import type { ApiRoute } from './api-route';
import { CONVERSATION_ROUTES } from './conversations/conversation-routes';
import { DOCUMENT_ROUTES } from './documents/document-routes';
import { MESSAGE_ROUTES } from './messages/message-routes';
import { WORKSPACE_ROUTES } from './workspace/workspace-routes';

/** Every route of the public API: what the server serves, the OpenAPI document tells and the isolation suite attacks. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...MESSAGE_ROUTES,
  ...ANSWER_ROUTES,
  ...DOCUMENT_ROUTES,
  ...CONVERSATION_ROUTES,
  ...WORKSPACE_ROUTES,
];
