import { z } from 'zod';
import type { TracedPassage } from '@/lib/answer-trace/schema';

export const LONGEST_HOURS = 24;
export const NOTE_LIMIT = 500;

const id = z.guid('Not an id.');

export const grantSchema = z.object({
  kind: z.enum(['conversation', 'trace']),
  /** Of the conversation, or of the answer whose trace it is. */
  subjectId: id,
  operatorId: z.guid('Choose who may read it.'),
  hours: z
    .number('Give a number of hours.')
    .int('Give whole hours.')
    .min(1, 'At least one hour.')
    .max(LONGEST_HOURS, 'At most a day.'),
  note: z.string().trim().max(NOTE_LIMIT, `At most ${NOTE_LIMIT} characters.`).default(''),
});
export type Grant = z.input<typeof grantSchema>;

export const revokeSchema = z.object({ id });
export const membersGrantSchema = z.object({ membersGrant: z.boolean() });

export type SupportKind = 'conversation' | 'trace';
/** `removed`: its conversation is gone; `overtaken`: whoever granted it may not any more, or its operator is none. */
export type SupportEnd = 'revoked' | 'expired' | 'removed' | 'overtaken';

/** An operator of the platform, as people of a workspace choose one. */
export interface SupportOperator {
  id: string;
  name: string;
  email: string;
}

/** What one may be let to read, as the form names it. */
export interface SupportSubject {
  kind: SupportKind;
  id: string;
  conversationId: string;
  /** Null for a colleague's that was begun before administrators could read it. */
  title: string | null;
  own: boolean;
}

/** A grant as the workspace sees it. Times are ISO 8601. */
export interface SupportGrantView {
  id: string;
  kind: SupportKind;
  conversationId: string;
  messageId: string | null;
  /** Of one's own conversation. */
  title: string | null;
  operator: { name: string; email: string } | null;
  /** Whose conversation it is, and who granted it; null once gone. */
  person: string | null;
  own: boolean;
  grantedBy: string | null;
  grantedAt: string;
  expiresAt: string;
  inForce: boolean;
  end: SupportEnd | null;
  endedAt: string | null;
  reads: number;
  lastReadAt: string | null;
}

/** What a person's chats say above them. */
export interface SupportNoticeView {
  /** Whether the person may grant. */
  may: boolean;
  /** In force, on the person's own conversations. */
  grants: SupportGrantView[];
}

/** A grant as its operator sees it before it is opened. */
export interface GrantedView {
  id: string;
  tenant: { id: string; name: string };
  kind: SupportKind;
  grantedBy: string | null;
  grantedAt: string;
  expiresAt: string;
  inForce: boolean;
  end: SupportEnd | null;
  reads: number;
}

export interface SupportedMessage {
  id: string;
  author: 'user' | 'assistant';
  text: string;
  state: string;
  requestId: string | null;
  createdAt: string;
  quotes: { id: string; ordinal: number; page: number; text: string }[];
}

/** What a grant shows to its operator. */
export interface SupportView {
  id: string;
  tenant: { id: string; name: string };
  kind: SupportKind;
  grantedBy: string | null;
  grantedAt: string;
  expiresAt: string;
  note: string | null;
  title: string | null;
  messages: SupportedMessage[];
  /** Of a trace; null for a conversation. */
  trace: { requestId: string; createdAt: string; passages: TracedPassage[] } | null;
}

/** Whether an open page may still be read. */
export interface SupportStands {
  stands: boolean;
}
