import type { Tone } from '@/components/ui/tone';
import type { OperationKind, OperationState, OperationView } from '@/lib/operations/schema';

export const KIND_WORDS: Record<OperationKind, string> = {
  rotate_keys: 'Key rotation',
  move: 'Move to another place',
  reindex: 'New index',
  export: 'Export',
  erase: 'Erasure',
  erase_member: 'Erasure of a person',
  retention: 'Retention',
};

export const STATE_WORDS: Record<OperationState, [Tone, string]> = {
  queued: ['neutral', 'Waiting'],
  running: ['info', 'Running'],
  done: ['success', 'Done'],
  failed: ['danger', 'Failed'],
  cancelled: ['neutral', 'Cancelled'],
};

const FAILURES: Record<string, string> = {
  store_unavailable: 'A store could not be reached. Ask for it again when it answers.',
  conflict: 'What it needs has changed meanwhile. Look at the tenant, then ask for it again.',
  too_large: 'There is too much for it to take.',
  not_found: 'What it was about is gone.',
  forbidden: 'It was not allowed.',
};

/** Why it failed, in words; its code is in the log. */
export function failureWords(operation: OperationView): string {
  const code = operation.failureCode ?? 'internal';
  return FAILURES[code] ?? `It failed unexpectedly (${code}). The log of the server says why.`;
}

export function isActive({ state }: OperationView): boolean {
  return state === 'queued' || state === 'running';
}
