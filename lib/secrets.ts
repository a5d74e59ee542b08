import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dataPath, env } from './env';

/** Login roles of the product; each gateway connects as the one with the least rights. */
export const DATABASE_ROLES = ['app', 'auth', 'worker', 'operator', 'finance', 'auditor'] as const;

export type DatabaseRole = (typeof DATABASE_ROLES)[number];

export interface Login {
  user: string;
  password: string;
}

export interface PostgresSecrets {
  /** Host name, or the directory of the Unix socket. */
  host: string;
  port: number;
  database: string;
  /** Owns the schema and runs migrations; no superuser. */
  owner: Login;
  roles: Record<DatabaseRole, Login>;
}

export interface Secrets {
  postgres: PostgresSecrets;
  nextauthSecret: string;
  /** 32 bytes, base64. */
  platformSecret: string;
}

let cached: Secrets | undefined;

/** The installation's secrets. Throws when the database was never started. */
export function secrets(): Secrets {
  cached ??= readSecrets();
  if (cached) return cached;
  throw new Error(
    `There is no ${dataPath('secrets.json')}: start the product with npm start first.`,
  );
}

export function readSecrets(): Secrets | undefined {
  try {
    return JSON.parse(readFileSync(dataPath('secrets.json'), 'utf8')) as Secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Replaces the file as a whole, so that a crash leaves the old one or the new one. */
export function saveSecrets(next: Secrets): void {
  mkdirSync(dataPath(), { recursive: true });
  const draft = dataPath('secrets.json.new');
  writeFileSync(draft, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, dataPath('secrets.json'));
  cached = next;
}

/**
 * The two secrets that are not PostgreSQL's. Instances which share a database and no files share them
 * through NEXTAUTH_SECRET, and TENANTRY_PLATFORM_SECRET or the master key that they began with; a single
 * one keeps random ones.
 */
export function applicationSecrets(
  before: Secrets | undefined,
): Pick<Secrets, 'nextauthSecret' | 'platformSecret'> {
  const shared = env.TENANTRY_MASTER_KEY
    ? createHmac('sha256', Buffer.from(env.TENANTRY_MASTER_KEY, 'base64'))
        .update('tenantry platform secret')
        .digest('base64')
    : undefined;
  return {
    nextauthSecret:
      env.NEXTAUTH_SECRET ?? before?.nextauthSecret ?? randomBytes(32).toString('base64'),
    // What was once derived stays: a rotated master key must not change what second factors are sealed under.
    platformSecret:
      env.TENANTRY_PLATFORM_SECRET ??
      before?.platformSecret ??
      shared ??
      randomBytes(32).toString('base64'),
  };
}
