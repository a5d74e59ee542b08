import { z } from 'zod';
import { attoOfCents } from './cents';
import { modelOf, type ReportRow } from './provider-report';
import { TOKEN_TYPES, type TokenType } from './schema';

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const day = z.iso.datetime({ offset: true });
const text = z.string().max(300).nullish();

/**
 * The pages of `GET /v1/organizations/usage_report/messages` and `GET /v1/organizations/cost_report`, with the fields
 * that are compared. https://platform.claude.com/docs/en/api/admin
 */
const page = <T extends z.ZodType>(result: T) =>
  z.object({
    data: z.array(z.object({ starting_at: day, ending_at: day, results: z.array(result) })),
    has_more: z.boolean(),
    next_page: z.string().max(2_000).nullish(),
  });

export const usagePage = page(
  z.object({
    model: text,
    service_tier: text,
    api_key_id: text,
    uncached_input_tokens: count,
    output_tokens: count,
    cache_read_input_tokens: count,
    cache_creation: z.object({
      ephemeral_5m_input_tokens: count,
      ephemeral_1h_input_tokens: count,
    }),
  }),
);
export type UsagePage = z.infer<typeof usagePage>;

export const costPage = page(
  z.object({
    amount: z.string().refine((cents) => attoOfCents(cents) !== undefined, 'Not decimal cents.'),
    currency: z.literal('USD'),
    cost_type: text,
    model: text,
    service_tier: text,
    token_type: text,
  }),
);
export type CostPage = z.infer<typeof costPage>;

export function usageRows({ data }: UsagePage): ReportRow[] {
  return data.flatMap((bucket) =>
    bucket.results.flatMap((result) => {
      const tokens: Record<TokenType, number> = {
        uncached_input_tokens: result.uncached_input_tokens,
        output_tokens: result.output_tokens,
        cache_read_input_tokens: result.cache_read_input_tokens,
        'cache_creation.ephemeral_5m_input_tokens': result.cache_creation.ephemeral_5m_input_tokens,
        'cache_creation.ephemeral_1h_input_tokens': result.cache_creation.ephemeral_1h_input_tokens,
      };
      return TOKEN_TYPES.filter((tokenType) => tokens[tokenType] > 0).map((tokenType) => ({
        day: bucket.starting_at.slice(0, 10),
        model: modelOf(result.model ?? null),
        batch: result.service_tier === 'batch',
        apiKey: result.api_key_id ?? null,
        tokenType,
        tokens: tokens[tokenType],
        cents: null,
      }));
    }),
  );
}

export function costRows({ data }: CostPage): ReportRow[] {
  return data.flatMap((bucket) =>
    bucket.results.map((result) => ({
      day: bucket.starting_at.slice(0, 10),
      model: modelOf(result.model ?? null),
      batch: result.service_tier === 'batch',
      apiKey: null,
      tokenType: TOKEN_TYPES.find((type) => type === result.token_type) ?? ('other' as const),
      tokens: null,
      cents: result.amount,
    })),
  );
}
