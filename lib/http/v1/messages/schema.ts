import { z } from 'zod';
import { modelIdSchema } from '@/lib/llm/schema';
import { cacheControl, customTool, messageBlock, textBlock, unpriced } from './message-blocks';

/**
 * Requests of the Messages API, as far as what they can spend is known and has a price. The list is closed: a field
 * that is not here is refused by its name, since what it does could cost.
 */
const counted = {
  model: z
    .string()
    .max(256)
    .meta({ description: 'One of GET /v1/models.', examples: [modelIdSchema.options[0]] }),
  messages: z
    .array(
      z.strictObject({
        role: z.enum(['user', 'assistant']),
        content: z.union([z.string(), z.array(messageBlock)]),
      }),
    )
    .min(1)
    .max(100_000),
  system: z.union([z.string(), z.array(textBlock)]).optional(),
  tools: z.array(customTool).max(1_000).optional(),
  tool_choice: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('auto'),
        disable_parallel_tool_use: z.boolean().optional(),
      }),
      z.strictObject({ type: z.literal('any'), disable_parallel_tool_use: z.boolean().optional() }),
      z.strictObject({
        type: z.literal('tool'),
        name: z.string(),
        disable_parallel_tool_use: z.boolean().optional(),
      }),
      z.strictObject({ type: z.literal('none') }),
    ])
    .optional(),
  thinking: z
    .discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('enabled'),
        budget_tokens: z.number().int().min(1),
        display: z.enum(['summarized', 'omitted']).nullish(),
      }),
      z.strictObject({
        type: z.literal('adaptive'),
        display: z.enum(['summarized', 'omitted']).nullish(),
      }),
      z.strictObject({ type: z.literal('disabled') }),
    ])
    .optional(),
  output_config: z
    .strictObject({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).nullish(),
      format: z
        .strictObject({ type: z.literal('json_schema'), schema: z.record(z.string(), z.unknown()) })
        .nullish(),
    })
    .optional(),
  cache_control: cacheControl,
};

export const countRequestSchema = z.strictObject(counted);

export const messageRequestSchema = z.strictObject({
  ...counted,
  max_tokens: z.number().int().min(1),
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string()).max(1_000).optional(),
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().min(0).max(1).optional(),
  top_k: z.number().int().min(0).optional(),
  metadata: z.strictObject({ user_id: z.string().max(256).nullish() }).optional(),
  /** The others cost more, or another price. */
  service_tier: z.literal('standard_only').optional(),
  speed: z.literal('standard').nullish(),
  inference_geo: z.literal('global').nullish(),
  container: unpriced,
  diagnostics: unpriced,
});

export type CountRequest = z.infer<typeof countRequestSchema>;
export type MessageRequest = z.infer<typeof messageRequestSchema>;

/** What Anthropic documents of its answer; the provider's message goes out unchanged. */
export const messageSchema = z.looseObject({
  id: z.string(),
  type: z.literal('message'),
  role: z.literal('assistant'),
  model: z.string(),
  content: z.array(z.looseObject({ type: z.string() })),
  stop_reason: z.string().nullable(),
  stop_sequence: z.string().nullable(),
  usage: z.looseObject({ input_tokens: z.number(), output_tokens: z.number() }),
});

export const modelSchema = z.looseObject({
  type: z.literal('model'),
  id: modelIdSchema,
  display_name: z.string(),
  created_at: z.string(),
  max_input_tokens: z.number(),
  max_tokens: z.number(),
});

export const modelListSchema = z.object({
  data: z.array(modelSchema),
  has_more: z.boolean(),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
});
