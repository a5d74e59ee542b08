import { z } from 'zod';
import { MODEL_IDS } from './facts';

// What a browser needs without checking input stands apart from zod, which is larger than a page.
export * from './facts';

export const modelIdSchema = z.enum(MODEL_IDS);
