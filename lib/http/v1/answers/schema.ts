import { z } from 'zod';
import { answerRequestSchema, downgradedSchema } from '@/lib/chat/schema';

export const answerBodySchema = answerRequestSchema.extend({
  /** Whether the answer comes as server-sent events while it is made. */
  stream: z.boolean().optional(),
});

export const citationSchema = z.object({
  ordinal: z.number().int(),
  textOffset: z.number().int().meta({ description: 'Characters of the answer before the mark.' }),
  documentId: z.string(),
  documentName: z.string().optional(),
  page: z.number().int(),
  start: z.number().int(),
  end: z.number().int(),
  quote: z.string(),
});

export const answerSchema = z.object({
  requestId: z.string(),
  conversationId: z.string(),
  answer: z.string(),
  citations: z.array(citationSchema),
  model: z.string().nullable().meta({ description: 'Null when nothing was found to answer from.' }),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  priceNano: z.string().meta({ description: 'Nano-dollars.' }),
  downgraded: downgradedSchema.optional(),
});
export type Answer = z.infer<typeof answerSchema>;

export const waitingSchema = z.object({
  id: z.string(),
  requestId: z.string(),
  conversationId: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  position: z.number().int().optional(),
  total: z.number().int().optional(),
  estimatedAt: z.string().optional(),
  createdAt: z.string(),
  endedAt: z.string().optional(),
  failureCode: z.string().optional(),
  statusUrl: z.string(),
  answerUrl: z.string().meta({ description: 'The conversation in which the answer will stand.' }),
});
export type Waiting = z.infer<typeof waitingSchema>;
