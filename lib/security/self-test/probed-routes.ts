import type { Belongings } from './plant-belongings';

export interface ProbedRoute {
  method: 'GET' | 'POST' | 'DELETE';
  /** As the folders of `app/` say it. */
  pattern: string;
  /** What the id in it is of. */
  of?: 'documentId' | 'conversationId' | 'exportId' | 'deferredId';
  /** Whether the victim's owner finds the word there. */
  shows?: true;
}

/** Every page and route below a tenant; a test compares them with `app/`. */
export const PROBED_ROUTES: readonly ProbedRoute[] = [
  { method: 'GET', pattern: '/t/[tenant]', shows: true },
  { method: 'GET', pattern: '/t/[tenant]/c/[conversationId]', of: 'conversationId', shows: true },
  { method: 'GET', pattern: '/t/[tenant]/documents' },
  { method: 'GET', pattern: '/t/[tenant]/documents/[id]', of: 'documentId', shows: true },
  { method: 'GET', pattern: '/t/[tenant]/documents/folders' },
  { method: 'GET', pattern: '/t/[tenant]/people' },
  { method: 'GET', pattern: '/t/[tenant]/keys' },
  { method: 'GET', pattern: '/t/[tenant]/assistant', shows: true },
  { method: 'GET', pattern: '/t/[tenant]/data' },
  { method: 'GET', pattern: '/t/[tenant]/usage' },
  { method: 'GET', pattern: '/t/[tenant]/usage/statement' },
  { method: 'GET', pattern: '/t/[tenant]/budgets' },
  { method: 'GET', pattern: '/t/[tenant]/audit', shows: true },
  { method: 'GET', pattern: '/t/[tenant]/api-reference' },
  { method: 'POST', pattern: '/api/t/[tenant]/answers' },
  { method: 'GET', pattern: '/api/t/[tenant]/audit.csv' },
  { method: 'GET', pattern: '/api/t/[tenant]/usage.csv' },
  { method: 'GET', pattern: '/api/t/[tenant]/statement.csv' },
  { method: 'GET', pattern: '/api/t/[tenant]/deferred' },
  { method: 'GET', pattern: '/api/t/[tenant]/deferred/[id]', of: 'deferredId' },
  { method: 'DELETE', pattern: '/api/t/[tenant]/deferred/[id]', of: 'deferredId' },
  { method: 'GET', pattern: '/api/t/[tenant]/documents', shows: true },
  { method: 'POST', pattern: '/api/t/[tenant]/documents' },
  { method: 'GET', pattern: '/api/t/[tenant]/documents/[id]', of: 'documentId', shows: true },
  { method: 'DELETE', pattern: '/api/t/[tenant]/documents/[id]', of: 'documentId' },
  { method: 'POST', pattern: '/api/t/[tenant]/documents/[id]/cancel', of: 'documentId' },
  { method: 'POST', pattern: '/api/t/[tenant]/documents/[id]/retry', of: 'documentId' },
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
export function addressOf({ pattern, of }: ProbedRoute, slug: string, owned: Belongings): string {
  const inside = pattern.replace('[tenant]', slug);
  return of ? inside.replace(/\[\w+\]/, owned[of]) : inside;
}
