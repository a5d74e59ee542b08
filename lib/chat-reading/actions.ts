'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, tenantAction } from '@/lib/http/action-context';
import { setReadingSchema } from './schema';
import { setReading } from './set-reading';

export async function setReadingAction(
  slug: string,
  input: { adminsRead: boolean },
): Promise<ActionResult<void>> {
  return tenantAction(slug, (ctx) => setReading(ctx, parseInput(setReadingSchema, input)));
}
