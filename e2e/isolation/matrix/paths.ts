import { itemsOf, type Manifest } from '../manifest';
import { CHANGE_PATHS } from './change-paths';
import { OPERATION_PATHS } from './operation-paths';
import { type GuardedPath, isGuarded, type PathEntry, withoutLocks } from './path';
import { PLATFORM_PATHS } from './platform-paths';
import { PORTAL_PATHS } from './portal-paths';
import { STORE_PATHS, tablePath } from './store-paths';

const ENTRY_PATHS: Record<string, PathEntry> = {
  'page /': withoutLocks('leads on'),
  'page /paused': withoutLocks('fixed words'),
  'page /sign-in': withoutLocks('for people who are nobody yet'),
  'page /sign-in/second-factor': withoutLocks('shows the caller their own secret'),
  'page /sign-out': withoutLocks('shows the caller their own address'),
  'page /link/[token]': withoutLocks('told to whoever holds the one-time token'),
  'page /workspaces': withoutLocks('the caller’s own memberships, by session within PostgreSQL'),
  'route GET /api/auth/[...nextauth]': withoutLocks('signs people in'),
  'route POST /api/auth/[...nextauth]': withoutLocks('signs people in'),
};

const ENTRIES: Record<string, PathEntry> = {
  ...ENTRY_PATHS,
  ...PORTAL_PATHS,
  ...PLATFORM_PATHS,
  ...CHANGE_PATHS,
  ...STORE_PATHS,
  ...OPERATION_PATHS,
};

/** Items that no person reaches by themselves: what is in them goes out by a path that is named. */
const WITHIN: Record<string, string> = {
  'cache ': 'read by other paths alone, each of which is named',
  'command ': 'starts a program of this list',
  'program ': 'has no context, and without one no row: a case of its own shows that',
  'migration ': 'has no context, and without one no row: a case of its own shows that',
  'login ': 'has no context, and without one no row: a case of its own shows that',
};

const LEAST_LOCKS = 2;

export interface PathTable {
  guarded: Map<string, GuardedPath>;
  /** Paths without tenant data, and why. */
  open: Map<string, string>;
  /** What is wrong with the table itself; empty when every item of the manifest has its locks. */
  problems: string[];
}

/** The locks of each item of the manifest. A server action that no page uses has no way in and no entry. */
export function pathTable(manifest: Manifest, actions: ReadonlyMap<string, unknown>): PathTable {
  const table: PathTable = { guarded: new Map(), open: new Map(), problems: [] };
  const all = itemsOf(manifest);
  const items = all.filter(
    (item) => !item.startsWith('action ') || actions.has(item.slice('action '.length)),
  );
  for (const item of items) {
    const entry = entryOf(item);
    if (!entry) table.problems.push(`${item} names no locks`);
    else if (!isGuarded(entry)) table.open.set(item, entry.withoutLocks);
    else if (entry.locks.length < LEAST_LOCKS)
      table.problems.push(`${item} has less than two locks`);
    else table.guarded.set(item, entry);
  }
  for (const name of Object.keys(ENTRIES).filter((each) => !all.includes(each)))
    table.problems.push(`${name} is named with locks and does not exist`);
  return table;
}

function entryOf(item: string): PathEntry | undefined {
  if (item.startsWith('table ')) return tablePath(item.slice('table '.length));
  const within = Object.keys(WITHIN).find((kind) => item.startsWith(kind));
  return within ? withoutLocks(WITHIN[within] ?? '') : ENTRIES[item];
}
