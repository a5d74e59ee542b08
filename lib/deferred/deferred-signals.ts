import { EventEmitter } from 'node:events';
import { processState } from '@/lib/process-state';

/** What web code and worker code of one process say to each other; the database says the rest. */
export const deferredSignals = processState(
  'deferred.signals',
  () => new EventEmitter<{ waiting: []; cancelled: [id: string] }>(),
);
