import type { z } from 'zod';
import { AppError } from '@/lib/errors';

/** What a client sends is checked again, whatever its form did. Throws `invalid_input` with the first problem. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new AppError('invalid_input', parsed.error.issues[0]?.message ?? 'This is not usable.');
}
