import { z } from 'zod';
import type { ActorKind } from '@/lib/audit/schema';

const id = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** What an investigation asks for; what cannot be read is not asked. */
export const forensicsParams = z.object({
  tenant: id.optional().catch(undefined),
  document: id.optional().catch(undefined),
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional()
    .catch(undefined),
  /** Of an invoice's usage line: the model. */
  line: z.string().trim().min(1).max(80).optional().catch(undefined),
  account: z.enum(['platform', 'own']).optional().catch(undefined),
  /** The hour that begins with it, UTC: `YYYY-MM-DDTHH`, minutes are dropped. */
  hour: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}(:\d{2})?$/)
    .transform((text) => `${text.slice(0, 13)}:00:00Z`)
    .refine((text) => !Number.isNaN(Date.parse(text)))
    .optional()
    .catch(undefined),
});
export type ForensicsParams = z.infer<typeof forensicsParams>;

/** Between two moments, in ISO 8601; `to` excluded. */
export interface Between {
  from: string;
  to: string;
}

/** One entry of the tenant's audit log: somebody had the document, passages of it or citations of it before them. */
export interface Sight {
  /** Of the entry. */
  id: string;
  at: string;
  actorKind: ActorKind;
  actorId: string;
  /** The person’s name; null for the platform’s people, who see ids alone. */
  actor: string | null;
  action: string;
  objectKind: string;
  objectId: string | null;
  requestId: string | null;
}

export interface Sights {
  rows: Sight[];
  /** There are more than are shown. */
  more: boolean;
}

/** One entry of the ledger that an invoice line is made of. Amounts in nano-dollars of price, as decimal strings. */
export interface LineEntry {
  id: string;
  at: string;
  requestId: string;
  callOrdinal: number;
  kind: 'call' | 'adjustment';
  principalKind: string;
  principalId: string;
  feature: string;
  tokens: string;
  priceNano: string;
}

export interface InvoiceLine {
  rows: LineEntry[];
  more: boolean;
  /** Of all of them. */
  requests: number;
  calls: number;
  totalNano: string;
}

/** What one tenant had of an account within the hour. */
export interface ServedTenant {
  tenantId: string;
  slug: string;
  requests: number;
  calls: number;
  tokens: string;
  first: string;
  last: string;
}
