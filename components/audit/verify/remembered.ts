import { fromBase64 } from './bytes';
import type { Head } from './merkle';

/** The last checkpoint of a log that this browser found good, and whose keys signed it. */
export interface Remembered extends Head {
  keys: string[];
  /** ISO 8601, of the checkpoint. */
  at: string;
}

const nameOf = (logId: string) => `tenantry.audit.${logId}`;

/** Undefined when there is none, or where the browser keeps nothing. */
export function recall(logId: string): Remembered | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(nameOf(logId)) ?? 'null') as {
      size: number;
      root: string;
      keys: string[];
      at: string;
    } | null;
    const root = kept && fromBase64(kept.root);
    return root ? { ...kept, root } : undefined;
  } catch {
    return undefined;
  }
}

export function remember(logId: string, { size, root, keys, at }: Remembered): void {
  try {
    const kept = { size, root: btoa(String.fromCharCode(...root)), keys, at };
    localStorage.setItem(nameOf(logId), JSON.stringify(kept));
  } catch {
    // Without storage each visit is the first.
  }
}
