import type { ApiRoute } from '@/lib/http/v1/api-route';
import type { ModelId } from '@/lib/llm/schema';

/** What a key of the victim finds by an id. */
export interface ApiBelongings {
  documentId: string;
  folderId: string;
  conversationId: string;
  deferredId: string;
}

export interface ProbedApiRoute {
  method: ApiRoute['method'];
  /** As the API says it. */
  path: string;
  /** What the id in it is of. */
  of?: keyof ApiBelongings | 'model';
  /** What the attacker sends, where the id is not in the path. */
  query?: string;
  body?: string;
  /** Whether a key of the victim finds the word there. */
  shows?: true;
}

/** Every route of the public API; a test compares them with its table. */
export const PROBED_API_ROUTES: readonly ProbedApiRoute[] = [
  { method: 'POST', path: '/v1/messages' },
  { method: 'POST', path: '/v1/messages/count_tokens' },
  { method: 'GET', path: '/v1/models' },
  { method: 'GET', path: '/v1/models/{id}', of: 'model' },
  {
    method: 'POST',
    path: '/v1/answers',
    of: 'conversationId',
    body: '{"question":"What was said before?","conversationId":"{id}"}',
  },
  { method: 'GET', path: '/v1/answers/{id}', of: 'deferredId' },
  { method: 'DELETE', path: '/v1/answers/{id}', of: 'deferredId' },
  { method: 'GET', path: '/v1/documents', shows: true },
  {
    method: 'POST',
    path: '/v1/documents',
    of: 'folderId',
    query: 'name=probe.txt&folder={id}',
    body: 'A probe.',
  },
  { method: 'GET', path: '/v1/documents/{id}', of: 'documentId', shows: true },
  { method: 'DELETE', path: '/v1/documents/{id}', of: 'documentId' },
  { method: 'GET', path: '/v1/conversations', shows: true },
  { method: 'GET', path: '/v1/conversations/{id}', of: 'conversationId', shows: true },
  { method: 'DELETE', path: '/v1/conversations/{id}', of: 'conversationId' },
  { method: 'GET', path: '/v1/usage' },
  { method: 'GET', path: '/v1/audit' },
  { method: 'GET', path: '/v1/openapi.json' },
];

const MODEL: ModelId = 'claude-haiku-5-5';

/** A text of the route with the id that belongs in it. */
export function withId(text: string, { of }: ProbedApiRoute, owned: ApiBelongings): string {
  return of ? text.replace('{id}', of === 'model' ? MODEL : owned[of]) : text;
}
