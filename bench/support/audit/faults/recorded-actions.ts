import { readdirSync, readFileSync } from 'node:fs';

/** Actions of entries that tell of a reading, or of what a machine did and nobody asked for. */
const READINGS =
  /\.(view|list|read|find|preview|export|verify|enforcement|compare|follow|affected_list|open|read_by_admin|download|invoice_line|served_tenants|who_saw)$/;

/** Every action of a change that the product's own code records, by its name in the log. */
export function recordedActions(folder = 'lib'): string[] {
  const found = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/(?<!\.test)\.ts$/.test(entry.name)) continue;
    const text = readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8');
    for (const [, action] of text.matchAll(/action: '([a-z_]+\.[a-z_]+)'/g))
      if (action && !READINGS.test(action)) found.add(action);
  }
  return [...found].sort();
}
