import { newId } from '@/lib/ids';
import { processState } from '@/lib/process-state';

/** Which instance this process is, from its start to its end. */
export function instanceId(): string {
  return processState('platform-health.instance', () => ({ id: newId() })).id;
}
