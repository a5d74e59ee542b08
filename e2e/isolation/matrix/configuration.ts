import type { Lock } from './locks';

/** One configuration: which locks were off, and what was seen where. */
export interface Configuration {
  off: readonly Lock[];
  /** What was seen of the victim, by path. */
  seen: Map<string, string>;
  /** Attempts that did not come to an end, and so showed nothing either way. */
  failed: Map<string, string>;
}
