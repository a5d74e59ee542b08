import { z } from 'zod';

// What a browser needs without checking input stands apart from zod, which is larger than a page.
export * from './facts';

/** Questions of one workspace that wait or run at once; a trigger of the table holds it. */
export const DEFERRED_LIMIT = 100;

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const seenSchema = z.object({ ids: z.array(id).min(1).max(DEFERRED_LIMIT) });
