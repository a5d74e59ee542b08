import { startPurges } from './lance/lance-purges';

/** The background loop of the `worker` role: takes removed vectors out of the files that still hold them. */
export function startPurging(): { stop(): Promise<void> } {
  return startPurges();
}
