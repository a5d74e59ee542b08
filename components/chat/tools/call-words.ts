import type { ToolKind } from '@/lib/tenancy/schema';
import type { CallState, ToolCall } from '@/lib/tools/schema';

const DOING: Record<Exclude<ToolKind, 'http'>, string> = {
  search_library: 'Search the library',
  read_document: 'Read a document',
  list_documents: 'List documents',
  read_usage: 'Look up usage',
};

export const STATE_WORDS: Record<CallState, string> = {
  asking: 'Waits for you',
  running: 'Running',
  ok: 'Done',
  failed: 'Failed',
  refused: 'Not allowed',
  denied: 'Denied by you',
  expired: 'Nobody answered',
};

/** What a call is called for its reader; a workspace's own tool has its own name. */
export function callWords({ kind, name }: Pick<ToolCall, 'kind' | 'name'>): string {
  return kind && kind !== 'http' ? DOING[kind] : name;
}

/** The arguments as they are read: a line for each. */
export function inputLines(input: string): string {
  try {
    return JSON.stringify(JSON.parse(input), null, 2);
  } catch {
    // Cut off where it was too long.
    return input;
  }
}
