import { readdirSync, readFileSync } from 'node:fs';
import { OPERATION_KINDS } from '@/lib/operations/schema';
import { DATABASE_ROLES } from '@/lib/secrets';
import { programFiles, programSources } from './program-sources';

export const LOGINS = [...DATABASE_ROLES, 'owner'] as const;

/** Commands of package.json, by name. */
export function packageCommands(): Record<string, string> {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: Record<string, string>;
  };
  return manifest.scripts;
}

export function migrationNames(): string[] {
  return readdirSync('prisma/migrations').filter((name) => /^\d+[a-z]?_/.test(name));
}

/** Everything that runs beside the product's requests: commands, programs, migrations, operations, logins. */
export function commandItems(): string[] {
  return [
    ...Object.keys(packageCommands()).map((name) => `command npm run ${name}`),
    ...programFiles(programSources()).map((file) => `program ${file}`),
    ...migrationNames().map((name) => `migration ${name}`),
    ...OPERATION_KINDS.map((kind) => `operation ${kind}`),
    ...LOGINS.map((login) => `login ${login}`),
  ];
}
