import { z } from 'zod';

// What a browser needs without checking input stands apart from zod, which is larger than a page.
export * from './facts';

/** Whether the name is one of a time zone that this machine knows. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const conversationExportSchema = z.object({
  format: z.enum(['md', 'pdf'], { error: 'Choose Markdown (md) or PDF (pdf).' }).default('md'),
  /** The reader's; by default the workspace's. */
  zone: z.string().max(64).refine(isTimeZone, 'This is not the name of a time zone.').optional(),
  /** The last message of the branch that is wanted; by default all branches. */
  tip: id.optional(),
});
export type ConversationExport = z.infer<typeof conversationExportSchema>;
