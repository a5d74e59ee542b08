import { processState } from '@/lib/process-state';

/** Every proof minted in this process, whichever bundle minted it. A boundary rule keeps others away. */
export const mintedContexts = processState('tenancy.minted', () => new WeakSet<object>());
