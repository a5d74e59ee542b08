'use client';

import { z } from 'zod';

export type RemovalKind = 'conversation' | 'folder' | 'tag';

const leftSchema = z.array(
  z.object({
    person: z.string(),
    slug: z.string(),
    kind: z.enum(['conversation', 'folder', 'tag']),
    id: z.guid(),
    /** Until when the tab that asked for it may undo it, in epoch milliseconds. */
    until: z.number(),
  }),
);
export type LeftRemoval = Omit<z.infer<typeof leftSchema>[number], 'person'>;

const KEY = 'tenantry.removals';

/** Who is signed in: what one person removes is not asked for in the name of the next. */
let person = '';

export function removalsOf(personId: string): void {
  person = personId;
}

/** A tab that is closed while a removal can be undone may not get to it: the next one of this browser does. */
export function leftRemovals(slug: string): LeftRemoval[] {
  return all().filter((each) => each.person === person && each.slug === slug);
}

function all(): z.infer<typeof leftSchema> {
  try {
    return leftSchema.parse(JSON.parse(localStorage.getItem(KEY) ?? '[]'));
  } catch {
    return [];
  }
}

export function rememberRemoval(removal: LeftRemoval): void {
  save([...all(), { ...removal, person }]);
}

export function forgetRemoval({ id }: { id: string }): void {
  save(all().filter((each) => each.id !== id));
}

function save(removals: z.infer<typeof leftSchema>): void {
  try {
    if (removals.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(removals));
  } catch {
    // A browser that keeps nothing removes them when the tab is left.
  }
}
