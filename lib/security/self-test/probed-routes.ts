import type { Belongings } from './plant-belongings';

export interface ProbedRoute {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As the folders of `app/` say it. */
  pattern: string;
  /** What the id in it is of. */
  of?:
    | 'documentId'
    | 'conversationId'
    | 'messageId'
    | 'exportId'
    | 'deferredId'
    | 'uploadId'
    | 'streamId';
  /** What is asked for beside the path, with the id of something that belongs to the victim. */
  query?: (owned: Belongings) => string;
  /** Whether the victim's owner finds the word there. */
  shows?: true;
  /** Without which it would be refused before its id is looked at. */
  headers?: Readonly<Record<string, string>>;
  /** Where the victim's owner finds its id, when its own address is not read from. */
  listedAt?: string;
}

/** Every page and route below a tenant; a test compares them with `app/`. */
export const PROBED_ROUTES: readonly ProbedRoute[] = [
  { method: 'GET', pattern: '/t/[tenant]', shows: true },
  { method: 'GET', pattern: '/t/[tenant]/c/[conversationId]', of: 'conversationId', shows: true },
  { method: 'GET', pattern: '/t/[tenant]/documents' },
  { method: 'GET', pattern: '/t/[tenant]/documents/[id]', of: 'documentId', shows: true },
  { method: 'GET', pattern: '/t/[tenant]/documents/folders' },
  { method: 'GET', pattern: '/t/[tenant]/conversations' },
  { method: 'GET', pattern: '/t/[tenant]/conversations/[id]', of: 'conversationId' },
  { method: 'GET', pattern: '/t/[tenant]/people' },
  { method: 'GET', pattern: '/t/[tenant]/keys' },
  { method: 'GET', pattern: '/t/[tenant]/assistant', shows: true },
  { method: 'GET', pattern: '/t/[tenant]/data' },
  { method: 'GET', pattern: '/t/[tenant]/usage' },
  { method: 'GET', pattern: '/t/[tenant]/usage/statement' },
  { method: 'GET', pattern: '/t/[tenant]/budgets' },
  { method: 'GET', pattern: '/t/[tenant]/limits' },
  { method: 'GET', pattern: '/t/[tenant]/plan' },
  { method: 'GET', pattern: '/t/[tenant]/leave' },
  { method: 'GET', pattern: '/t/[tenant]/isolation' },
  { method: 'GET', pattern: '/t/[tenant]/support' },
  { method: 'GET', pattern: '/t/[tenant]/notifications', shows: true },
  { method: 'GET', pattern: '/t/[tenant]/audit', shows: true },
  { method: 'GET', pattern: '/t/[tenant]/audit/seen' },
  { method: 'GET', pattern: '/t/[tenant]/compliance' },
  { method: 'GET', pattern: '/t/[tenant]/incidents' },
  { method: 'GET', pattern: '/t/[tenant]/api-reference' },
  { method: 'POST', pattern: '/api/t/[tenant]/answers' },
  { method: 'GET', pattern: '/api/t/[tenant]/answers/[id]', of: 'streamId', shows: true },
  { method: 'DELETE', pattern: '/api/t/[tenant]/answers/[id]', of: 'streamId' },
  { method: 'GET', pattern: '/api/t/[tenant]/conversations', shows: true },
  { method: 'GET', pattern: '/api/t/[tenant]/conversations/search' },
  { method: 'GET', pattern: '/api/t/[tenant]/conversations/[id]/feedback', of: 'conversationId' },
  {
    method: 'GET',
    pattern: '/api/t/[tenant]/conversations/[id]/export',
    of: 'conversationId',
    shows: true,
  },
  { method: 'GET', pattern: '/api/t/[tenant]/messages/[id]/why', of: 'messageId' },
  { method: 'GET', pattern: '/api/t/[tenant]/audit.csv' },
  { method: 'GET', pattern: '/api/t/[tenant]/audit.jsonl' },
  { method: 'GET', pattern: '/api/t/[tenant]/audit/proofs' },
  {
    method: 'GET',
    pattern: '/api/t/[tenant]/audit/seen.csv',
    query: ({ documentId }) => `?document=${documentId}`,
  },
  { method: 'GET', pattern: '/api/t/[tenant]/compliance' },
  { method: 'GET', pattern: '/api/t/[tenant]/usage.csv' },
  { method: 'GET', pattern: '/api/t/[tenant]/statement.csv' },
  { method: 'GET', pattern: '/api/t/[tenant]/statement.pdf' },
  { method: 'GET', pattern: '/api/t/[tenant]/limits' },
  { method: 'GET', pattern: '/api/t/[tenant]/limits/changes' },
  { method: 'GET', pattern: '/api/t/[tenant]/deferred' },
  { method: 'GET', pattern: '/api/t/[tenant]/deferred/[id]', of: 'deferredId' },
  { method: 'DELETE', pattern: '/api/t/[tenant]/deferred/[id]', of: 'deferredId' },
  { method: 'GET', pattern: '/api/t/[tenant]/documents', shows: true },
  { method: 'POST', pattern: '/api/t/[tenant]/documents' },
  { method: 'GET', pattern: '/api/t/[tenant]/documents/[id]', of: 'documentId', shows: true },
  { method: 'DELETE', pattern: '/api/t/[tenant]/documents/[id]', of: 'documentId' },
  { method: 'POST', pattern: '/api/t/[tenant]/documents/[id]/cancel', of: 'documentId' },
  { method: 'POST', pattern: '/api/t/[tenant]/documents/[id]/retry', of: 'documentId' },
  { method: 'GET', pattern: '/api/t/[tenant]/documents/[id]/versions', of: 'documentId' },
  { method: 'GET', pattern: '/api/t/[tenant]/uploads' },
  { method: 'POST', pattern: '/api/t/[tenant]/uploads' },
  {
    method: 'PATCH',
    pattern: '/api/t/[tenant]/uploads/[id]',
    of: 'uploadId',
    headers: { 'upload-offset': '0' },
  },
  { method: 'POST', pattern: '/api/t/[tenant]/uploads/[id]', of: 'uploadId' },
  {
    method: 'DELETE',
    pattern: '/api/t/[tenant]/uploads/[id]',
    of: 'uploadId',
    listedAt: '/api/t/[tenant]/uploads',
  },
  { method: 'GET', pattern: '/api/t/[tenant]/documents/[id]/text', of: 'documentId', shows: true },
  {
    method: 'GET',
    pattern: '/api/t/[tenant]/documents/[id]/original',
    of: 'documentId',
    shows: true,
  },
  { method: 'GET', pattern: '/api/t/[tenant]/exports/[id]', of: 'exportId' },
];

export function nameOf({ method, pattern }: ProbedRoute): string {
  return method === 'GET' ? pattern : `${method} ${pattern}`;
}

/** The address of what the belongings' owner has there, in the workspace that is named. */
export function addressOf(route: ProbedRoute, slug: string, owned: Belongings): string {
  const { pattern, of, query } = route;
  const inside = `${pattern.replace('[tenant]', slug)}${query?.(owned) ?? ''}`;
  return of ? inside.replace(/\[\w+\]/, owned[of]) : inside;
}
