import { processState } from '@/lib/process-state';

/** Every hold taken in this process, whichever bundle took it. A boundary rule keeps others away. */
export const mintedReservations = processState('budget.minted', () => new WeakSet<object>());
