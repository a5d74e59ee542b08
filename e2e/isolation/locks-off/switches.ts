import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';

const switchesSchema = z.object({
  /** Names of the locks that are off at this moment. */
  off: z.array(z.enum(['handle', 'store', 'assertion', 'encryption'])),
  /** Whose data everybody reaches without the handle. */
  victim: z.string(),
  /** Under whose keys a value is tried without the encryption. */
  tenants: z.array(z.string()),
});

export type Switches = z.infer<typeof switchesSchema>;

const ALL_ON: Switches = { off: [], victim: '', tenants: [] };

let known: { version: string; switches: Switches } | undefined;

/**
 * Which locks are off, from the file that the suite names: read again once it changed, so that one
 * running process serves every configuration. This folder exists in the suite's own build alone.
 */
export function switches(): Switches {
  // No setting of the product: its lib/env must not know it.
  const file = process.env.TENANTRY_ISOLATION_LOCKS;
  if (!file) return ALL_ON;
  // Every version is a file of its own: times alone are too coarse to tell two apart.
  const { mtimeNs, ino } = statSync(file, { bigint: true });
  const version = `${mtimeNs} ${ino}`;
  if (known?.version !== version) {
    known = { version, switches: switchesSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) };
  }
  return known.switches;
}
