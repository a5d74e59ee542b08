import { z } from 'zod';

export const VIEW_PATHS = [
  '/console',
  '/console/compare',
  '/console/neighbours',
  '/console/objectives',
] as const;
export type ViewPath = (typeof VIEW_PATHS)[number];

export const saveViewSchema = z.object({
  name: z.string().trim().min(1, 'Give it a name.').max(80, 'At most 80 characters.'),
  path: z.enum(VIEW_PATHS),
  /** What stands behind the question mark. */
  query: z
    .string()
    .max(1000, 'That address is too long to keep.')
    .regex(/^[\w%.~:+*=&-]*$/, 'That is no address of the console.'),
  shared: z.boolean(),
});
export type SaveView = z.infer<typeof saveViewSchema>;

export const removeViewSchema = z.object({ id: z.guid() });

/** A saved address. */
export interface ConsoleView {
  id: string;
  name: string;
  href: string;
  shared: boolean;
  /** Who saved it; null for the reader's own. */
  by: string | null;
}
