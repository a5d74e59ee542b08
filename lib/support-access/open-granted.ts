import { z } from 'zod';
import { tracePayloadSchema } from '@/lib/answer-trace/schema';
import { openSupported } from '@/lib/keys/open-supported';
import type { PlatformContext } from '@/lib/tenancy/context';
import type { SupportContext } from '@/lib/tenancy/support-context';
import { verifySupport } from '@/lib/tenancy/verify-support';
import type { SupportedMessage, SupportView } from './schema';

const time = z.string().transform((text) => new Date(text).toISOString());

const grantFacts = z.object({
  kind: z.enum(['conversation', 'trace']),
  grantedAt: time,
  expiresAt: time,
  tenantName: z.string(),
  granter: z.string().nullable(),
});
const messageFacts = z.object({
  author: z.enum(['user', 'assistant']),
  state: z.string(),
  requestId: z.string().nullable(),
  createdAt: time,
});
const quoteFacts = z.object({ messageId: z.string(), ordinal: z.number(), page: z.number() });
const traceFacts = z.object({ requestId: z.string(), createdAt: time });

/**
 * What a tenant granted to this operator, opened under a proof made for this reading. Both audit logs say that it was read
 * before a word of it is given. Throws `not_found` where the grant is not in force.
 */
export async function openGranted(
  ctx: PlatformContext,
  tenantId: string,
  grantId: string,
): Promise<SupportView> {
  const proof = await verifySupport(ctx, tenantId, grantId);
  const [grant] = opened(proof, 'support_grant');
  if (!grant) throw new TypeError('A grant shows itself first.');
  const { kind, grantedAt, expiresAt, tenantName, granter } = grantFacts.parse(grant.facts);
  const [trace] = opened(proof, 'answer_trace');
  return {
    id: grantId,
    tenant: { id: tenantId, name: tenantName },
    kind,
    grantedBy: granter,
    grantedAt,
    expiresAt,
    note: grant.text,
    title: opened(proof, 'conversation')[0]?.text ?? null,
    messages: messagesOf(proof),
    trace: trace
      ? {
          ...traceFacts.parse(trace.facts),
          passages: tracePayloadSchema.parse(JSON.parse(trace.text ?? '')).passages,
        }
      : null,
  };
}

function messagesOf(proof: SupportContext): SupportedMessage[] {
  const quotes = opened(proof, 'citation').map(({ row, text, facts }) => ({
    ...quoteFacts.parse(facts),
    id: row,
    text: text ?? '',
  }));
  return opened(proof, 'message').map(({ row, text, facts }) => ({
    ...messageFacts.parse(facts),
    id: row,
    text: text ?? '',
    quotes: quotes
      .filter(({ messageId }) => messageId === row)
      .map(({ id, ordinal, page, text: words }) => ({ id, ordinal, page, text: words })),
  }));
}

function opened(proof: SupportContext, table: string) {
  return proof.pieces
    .filter((piece) => piece.table === table)
    .map((piece) => ({ row: piece.row, facts: piece.facts, text: openSupported(proof, piece) }));
}
