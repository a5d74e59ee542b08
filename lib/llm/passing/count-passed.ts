import { z } from 'zod';
import { AppError } from '@/lib/errors';
import type { ModelAccount } from '../account';
import { type CountFacts, inCountingPlace } from '../counting-place';
import { askProvider } from './provider-connection';
import { readRefusal } from './provider-refusal';

const PATIENCE_MS = 10_000;
const LARGEST_BYTES = 4_096;
const counted = z.object({ input_tokens: z.number().int().min(0) });

/**
 * Input tokens of a request of the Messages API (without `max_tokens` and what only a call has), as the provider
 * counts them, which costs nothing. Throws as the provider refuses, as `inCountingPlace` does, and `model_unavailable`.
 */
export async function countPassed(
  account: ModelAccount,
  facts: CountFacts,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await inCountingPlace(account, facts, () => ask(account, body, headers, signal), signal);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('model_unavailable', 'The model could not be reached.', { cause });
  }
}

async function ask(
  account: ModelAccount,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<number> {
  const request = { path: '/v1/messages/count_tokens', body, headers } as const;
  const response = await askProvider(account, request, signal);
  if (response.statusCode !== 200) throw (await readRefusal(response, account, body)).error;
  let text = '';
  for await (const piece of response.setEncoding('utf8')) {
    text += piece;
    if (text.length > LARGEST_BYTES) break;
  }
  return counted.parse(JSON.parse(text)).input_tokens;
}
