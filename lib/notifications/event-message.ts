import { env } from '@/lib/env';
import type { SentKind } from './schema';

export interface EventMessage {
  id: string;
  type: SentKind;
  /** When it happened. */
  timestamp: string;
  tenant: { id: string; slug: string };
  /** Ids, codes and figures; never what anybody wrote. */
  data: Record<string, unknown>;
  /** Where the portal shows more, to whoever may see it. */
  link: string;
}

const PAGE: Record<SentKind, string> = {
  'budget.threshold': '/budgets',
  'document.failed': '/documents',
  'key.created': '/keys',
  'admin.added': '/people',
  'sign_in.new_device': '/people',
  'support.granted': '/audit',
  'plan.changed': '/plan',
  'workspace.contained': '/limits',
  'incident.notice': '/incidents',
  'webhook.disabled': '/notifications',
  'webhook.test': '/notifications',
};

/** Where the portal is. */
export function portalAddress(): string {
  return env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
}

/** What an endpoint gets, and what an e-mail is written from. */
export function eventMessage(
  event: { id: string; kind: SentKind; at: Date; facts: Record<string, unknown> },
  tenant: EventMessage['tenant'],
): EventMessage {
  const { documentId } = event.facts;
  const page = event.kind === 'document.failed' ? `/documents/${documentId}` : PAGE[event.kind];
  return {
    id: event.id,
    type: event.kind,
    timestamp: event.at.toISOString(),
    tenant,
    data: event.facts,
    link: `${portalAddress()}/t/${tenant.slug}${page}`,
  };
}
