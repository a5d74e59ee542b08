import { processState } from '@/lib/process-state';
import { LanceTable } from './lance-table';

/** Each open table holds file handles and memory. */
const OPEN_AT_MOST = 500;

/** Tables by directory, the least recently used first. */
const tables = processState('vectors.lance', () => new Map<string, LanceTable>());

/** One table object a directory, so that its writers queue in one place. */
export function lanceTable(directory: string, marked: boolean): LanceTable {
  const table = tables.get(directory) ?? new LanceTable(directory, marked);
  tables.delete(directory);
  tables.set(directory, table);
  if (tables.size > OPEN_AT_MOST) closeIdle(table);
  return table;
}

/** A busy one stays: a second writer beside it could conflict. It goes when it is idle. */
function closeIdle(justAsked: LanceTable): void {
  for (const [directory, table] of tables) {
    if (tables.size <= OPEN_AT_MOST) return;
    if (table.busy || table === justAsked) continue;
    tables.delete(directory);
    // Whoever asked for it before and uses it only now opens it again.
    void table.close();
  }
}
