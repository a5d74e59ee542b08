import { z } from 'zod';
import { answerRequestSchema, downgradedSchema } from '@/lib/chat/schema';

/** A question of a key does not wait for room in a budget: a program asks again. */
export const answerBodySchema = answerRequestSchema
  .omit({ deferrable: true })
  .extend({
    /** Whether the answer comes as server-sent events while it is made. */
    stream: z.boolean().optional(),
  })
  .strict();

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
