import { itemsOf, type Manifest } from '../manifest';
import { ANSWER_RECORD_PATHS } from './answer-record-paths';
import { API_PATHS } from './api-paths';
import { AUDIT_PATHS } from './audit-paths';
import { CHANGE_PATHS } from './change-paths';
import { CHAT_READING_PATHS } from './chat-reading-paths';
import { COMPLIANCE_PATHS } from './compliance-paths';
import { CONTAINMENT_PATHS } from './containment-paths';
import { FLAG_PATHS } from './flag-paths';
import { FLEET_PATHS } from './fleet-paths';
import { FORENSICS_PATHS } from './forensics-paths';
import { INCIDENT_PATHS } from './incident-paths';
import { LEAVING_PATHS } from './leaving-paths';
import { LIMIT_PATHS } from './limit-paths';
import { NEW_ROW_PATHS } from './new-row-paths';
import { NOTIFICATION_PATHS } from './notification-paths';
import { OPEN_KINDS, OPEN_PATHS } from './open-paths';
import { OPERATION_PATHS } from './operation-paths';
import { type GuardedPath, isGuarded, type PathEntry } from './path';
import { PLATFORM_PATHS } from './platform-paths';
import { POLICY_PATHS } from './policy-paths';
import { PORTAL_PATHS } from './portal-paths';
import { RUNNING_PATHS } from './running-paths';
import { STORE_PATHS, tablePath } from './store-paths';
import { SUPPORT_PATHS } from './support-paths';
import { UPLOAD_PATHS } from './upload-paths';

const ENTRIES: Record<string, PathEntry> = {
  ...OPEN_PATHS,
  ...API_PATHS,
  ...PORTAL_PATHS,
  ...PLATFORM_PATHS,
  ...CONTAINMENT_PATHS,
  ...FLEET_PATHS,
  ...POLICY_PATHS,
  ...FLAG_PATHS,
  ...FORENSICS_PATHS,
  ...COMPLIANCE_PATHS,
  ...INCIDENT_PATHS,
  ...CHANGE_PATHS,
  ...NEW_ROW_PATHS,
  ...LIMIT_PATHS,
  ...NOTIFICATION_PATHS,
  ...LEAVING_PATHS,
  ...AUDIT_PATHS,
  ...UPLOAD_PATHS,
  ...CHAT_READING_PATHS,
  ...ANSWER_RECORD_PATHS,
  ...SUPPORT_PATHS,
  ...RUNNING_PATHS,
  ...STORE_PATHS,
  ...OPERATION_PATHS,
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
  const [kind = ''] = item.split(' ');
  const entry = OPEN_KINDS[kind] ?? ENTRIES[item];
  return entry ?? (kind === 'table' ? tablePath(item.slice('table '.length)) : undefined);
}
