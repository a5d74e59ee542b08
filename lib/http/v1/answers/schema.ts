import { z } from 'zod';
import { answerRequestSchema, downgradedSchema } from '@/lib/chat/schema';
import { BUDGET_SCOPES } from '@/lib/tenancy/schema';

export const answerBodySchema = answerRequestSchema
  .omit({ parentId: true, questionId: true })
  .extend({
    deferrable: z.boolean().optional().meta({
      description: 'Wait for room in a budget that has none: 202, and the answer later.',
    }),
    stream: z.boolean().optional().meta({
      description: 'The answer comes as server-sent events while it is made.',
    }),
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

export const waitingAnswerSchema = z.object({
  id: z.string(),
  requestId: z.string(),
  conversationId: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  position: z.number().int().optional().meta({ description: 'In the workspace’s queue, from 1.' }),
  total: z.number().int().optional(),
  estimatedAt: z.string().optional().meta({ description: 'When it will probably begin.' }),
  timeZone: z.string().meta({ description: 'In which the budgets’ periods begin.' }),
  because: z
    .object({
      scope: z.enum(BUDGET_SCOPES),
      period: z.enum(['minute', 'day', 'month']),
      unit: z.enum(['tokens', 'price']),
    })
    .optional()
    .meta({ description: 'The budget without room.' }),
  createdAt: z.string(),
  endedAt: z.string().optional(),
  failureCode: z.string().optional(),
  statusUrl: z.string(),
  answer: z
    .string()
    .optional()
    .meta({ description: 'Once it was answered, or cancelled while it was.' }),
  citations: z.array(citationSchema).optional(),
  downgraded: downgradedSchema.optional(),
});
export type WaitingAnswer = z.infer<typeof waitingAnswerSchema>;
