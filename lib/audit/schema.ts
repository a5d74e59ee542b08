import { z } from 'zod';
import type { AuditFacts, AuditPayload } from './proofs/schema';

export const ACTOR_KINDS = ['user', 'key', 'worker', 'operator', 'system'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Filters of an address; what cannot be read is no filter. */
export const auditParams = z.object({
  action: z
    .string()
    .regex(/^[a-z_.-]{1,64}$/)
    .optional()
    .catch(undefined),
  /** A person's id, or a kind of actor. */
  actor: z
    .union([z.enum(ACTOR_KINDS), z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)])
    .optional()
    .catch(undefined),
  /** A kind of object. */
  object: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional()
    .catch(undefined),
  /** Of an object or a request. */
  id: z
    .string()
    .trim()
    .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    .optional()
    .catch(undefined),
  older: z.string().max(80).optional().catch(undefined),
  newer: z.string().max(80).optional().catch(undefined),
});
export type AuditParams = z.infer<typeof auditParams>;

/** Which entries are meant. Times in ISO 8601, `to` excluded. */
export interface AuditFilter extends Pick<AuditParams, 'action' | 'actor' | 'object' | 'id'> {
  from: string;
  to: string;
}

/** An entry as it is kept. Ids, counts and codes; never content. */
export interface AuditRecord extends AuditFacts, AuditPayload {
  actor: string;
  actorKind: ActorKind;
  outcome: 'ok' | 'refused' | 'error';
  detail: Record<string, unknown>;
}

/** An entry for its reader. */
export interface AuditEntryView extends AuditRecord {
  /** Names of the documents that it is about, as they are now. */
  documents: string[];
  /** Documents that are gone since. */
  removedDocuments: number;
  /** The member that it is about. */
  member: string | null;
  /** The key that it is about. */
  key: string | null;
}

/** What there is to filter by within the range. */
export interface AuditChoices {
  actions: string[];
  objects: string[];
  actors: { value: string; label: string }[];
}
