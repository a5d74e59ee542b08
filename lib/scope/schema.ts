import { z } from 'zod';
import { SCOPE_DOCUMENTS, type Scope } from './facts';

// What a browser needs without checking input stands apart from zod, which is larger than a page.
export * from './facts';

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

export const scopeSchema = z.union([
  z.strictObject({ folderId: id }),
  z.strictObject({
    documentIds: z
      .array(id)
      .min(1)
      .max(SCOPE_DOCUMENTS, `At most ${SCOPE_DOCUMENTS} documents can be chosen.`)
      .transform((ids) => [...new Set(ids)]),
  }),
]) satisfies z.ZodType<Scope>;
