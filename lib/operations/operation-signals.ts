import { EventEmitter } from 'node:events';
import { processState } from '@/lib/process-state';

/** What web code and worker code of one process say to each other; the database says the rest. */
export const operationSignals = processState(
  'operations.signals',
  () => new EventEmitter<{ requested: [] }>(),
);

/** After the transaction that asked for one: workers of this process look at once. */
export function wakeOperations(): void {
  operationSignals.emit('requested');
}
