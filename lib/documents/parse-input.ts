import type { z } from 'zod';
import { AppError } from '@/lib/errors';

/** What a client sent, checked. Throws `invalid_input` with the first problem in words. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_input', parsed.error.issues[0]?.message ?? 'The input is not valid.');
}
