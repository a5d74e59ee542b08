'use client';

/** A conversation that somebody deleted. */
export interface LeftRemoval {
  slug: string;
  id: string;
  /** Until when the tab that asked for it may undo it, in epoch milliseconds. */
  until: number;
}
type Kept = LeftRemoval & { person: string };

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

function all(): Kept[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isKept) : [];
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

/** What other versions of the product or somebody's own hands put there is left alone. */
function isKept(each: Partial<Kept> | null): each is Kept {
  return (
    typeof each?.person === 'string' &&
    typeof each.slug === 'string' &&
    typeof each.id === 'string' &&
    typeof each.until === 'number'
  );
}

function save(removals: Kept[]): void {
  try {
    if (removals.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(removals));
  } catch {
    // A browser that keeps nothing removes them when the tab is left.
  }
}
