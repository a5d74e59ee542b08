import type { Lock } from './locks';
import type { MatrixScene } from './scene';

/** Tries once to get at the victim's data by one path. Returns what was seen of it; undefined: nothing. */
export type Attempt = () => Promise<string | undefined>;

/** Tokens that leave room for what the other attempts ask in the workspace. */
export const ENOUGH = 5_000_000;

/** Something that gives tenant data out or changes it, with the locks that it is behind. */
export interface GuardedPath {
  locks: readonly Lock[];
  /** Whether it is entered by the product with a context of a tenant, so that a wrong one must turn it red. */
  entered?: true;
  /** Called while all locks are on; makes what the attempt may destroy. */
  prepare(scene: MatrixScene): Promise<Attempt> | Attempt;
}

/** Something of the manifest that has no tenant's data to give; the text says why. */
export interface OpenPath {
  withoutLocks: string;
}

export type PathEntry = GuardedPath | OpenPath;

/** Sealed text in rows that carry their tenant. */
export const CONTENT: readonly Lock[] = ['handle', 'store', 'assertion', 'encryption'];
/** Rows that carry their tenant, with something unsealed in them. */
export const ROWS: readonly Lock[] = ['handle', 'store', 'assertion'];
/** Counts and sums, changes by id, and what the platform's people see: no row comes back to compare. */
export const FIGURES: readonly Lock[] = ['handle', 'store'];

export function isGuarded(entry: PathEntry): entry is GuardedPath {
  return 'locks' in entry;
}
