import path from 'node:path';
import { z } from 'zod';

/**
 * The only place that reads `process.env`. Every setting has a default with which the product runs
 * on a fresh machine with no key and no network.
 */
const schema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default('0.0.0.0'),
  /** Address users type, used in links and sign-in callbacks. Default: http://localhost:PORT. */
  PUBLIC_URL: z.url().optional(),
  /** Whether a reverse proxy of ours sets the X-Forwarded headers; otherwise a client's are dropped. */
  TENANTRY_TRUST_PROXY: z.stringbool().default(false),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** What this installation is called in the ledger and in cost exports. */
  TENANTRY_ENVIRONMENT: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,39}$/)
    .default('production'),
  /** Where the installation runs, in its operators' words, for the workspaces' admins: `eu-central-1, Frankfurt`. */
  TENANTRY_REGION: z.string().trim().min(1).max(80).optional(),
  /** Comma-separated roles of this process. */
  TENANTRY_ROLES: z.string().default('web,api,worker'),
  /** Directory of every embedded store. */
  TENANTRY_DATA_DIR: z.string().default('.data'),
  /** 32 bytes, base64. Default: a generated file in the data directory. */
  TENANTRY_MASTER_KEY: z.string().optional(),
  /** What TENANTRY_MASTER_KEY was, until `npm run keys -- rotate-master` has wrapped every key anew. */
  TENANTRY_MASTER_KEY_PREVIOUS: z.string().optional(),
  /** A key service with the HTTP interface of Vault's transit engine, instead of a master key here. */
  TENANTRY_KEY_SERVICE_URL: z.url().optional(),
  TENANTRY_KEY_SERVICE_TOKEN: z.string().optional(),
  /** Name of the key in that service. */
  TENANTRY_KEY_SERVICE_KEY: z.string().min(1).default('tenantry'),
  /** Days after which a backup's copy of the wrapped keys is removed. */
  TENANTRY_KEY_COPY_DAYS: z.coerce.number().int().positive().default(30),
  /** Where signed checkpoints of the audit logs go, to be added to only. Default: in the data directory. */
  TENANTRY_AUDIT_DIR: z.string().optional(),
  /** Below it lie the folders that finance has files brought to. Default: `exports` in the data directory. */
  TENANTRY_EXPORT_DIR: z.string().optional(),
  /** Submission prefix of a C2SP tlog-witness, which is shown each log's newest checkpoint; its cosignature is kept. */
  TENANTRY_AUDIT_WITNESS_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** The witness's key as C2SP writes it, `name+id+base64`: what it did not sign is not kept. */
  TENANTRY_AUDIT_WITNESS_KEY: z
    .string()
    .regex(/^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$/)
    .optional(),
  /** For how long audit entries say who did what and when; their hashes stay. */
  TENANTRY_AUDIT_YEARS: z.coerce.number().int().min(1).max(100).default(7),
  /** A bucket with object lock, and a prefix in it, that checkpoints go to as well: `https://s3.eu-central-1.amazonaws.com/bucket/prefix`. */
  TENANTRY_AUDIT_S3_URL: z.url({ protocol: /^https?$/ }).optional(),
  TENANTRY_AUDIT_S3_REGION: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('us-east-1'),
  TENANTRY_AUDIT_S3_KEY_ID: z.string().optional(),
  TENANTRY_AUDIT_S3_SECRET: z.string().optional(),
  TENANTRY_AUDIT_S3_SESSION_TOKEN: z.string().optional(),
  /** Whether nobody at all (COMPLIANCE) or only who has a right of its own (GOVERNANCE) can end the lock before its time. */
  TENANTRY_AUDIT_S3_LOCK: z.enum(['COMPLIANCE', 'GOVERNANCE']).default('COMPLIANCE'),
  NEXT_DIST_DIR: z.string().default('.next'),
  /** For a build alone: the compiler's settings, in which a suite can map modules elsewhere. */
  NEXT_TSCONFIG: z.string().default('tsconfig.json'),
  /** 32 bytes, base64, for what belongs to no tenant; default: derived from the first master key, or random. */
  TENANTRY_PLATFORM_SECRET: z.string().optional(),
  NEXTAUTH_SECRET: z.string().optional(),
  NEXTAUTH_URL: z.url().optional(),
  /** Owner's connection to an external PostgreSQL >= 15; unset: the embedded one. */
  DATABASE_URL: z.string().optional(),
  /** Connections to PostgreSQL that this process keeps for its tenants' work. */
  TENANTRY_DATABASE_POOL: z.coerce.number().int().min(1).max(500).default(12),
  REDIS_URL: z.string().optional(),
  /** Whether this process takes shares of limits from Redis and decides by itself while they last, for many instances. */
  TENANTRY_LIMIT_SHARES: z.stringbool().default(false),
  QDRANT_URL: z.url().optional(),
  /** Signs the short tokens of data calls; Qdrant needs `jwt_rbac` to accept them. */
  QDRANT_API_KEY: z.string().optional(),
  /** A PostgreSQL with the extension `vector`, as a vector store. */
  PGVECTOR_URL: z.string().optional(),
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: z.url().optional(),
  /** Reads the organization's usage and cost reports, to compare them with the ledger. */
  ANTHROPIC_ADMIN_KEY: z.string().optional(),
  ANTHROPIC_ADMIN_URL: z.url().default('https://api.anthropic.com'),
  /** Ids or names of the API keys of this installation, by commas; unset: every key of the organization is its own. */
  ANTHROPIC_API_KEY_IDS: z.string().default(''),
  /** Pace of the built-in local model; slow makes a stream easy to watch and to stop. */
  TENANTRY_LOCAL_TOKENS_PER_SECOND: z.coerce.number().positive().default(400),
  /** Mail server for notices, for instance smtp://user:password@host:587; unset: notices are in the console alone. */
  SMTP_URL: z.url().optional(),
  MAIL_FROM: z.string().default('Tenantry <no-reply@localhost>'),
  /** Whether notices may go to webhooks inside the network of the installation. */
  TENANTRY_PRIVATE_WEBHOOKS: z.stringbool().default(false),
  /** Whether tools that a workspace configures may call addresses inside the network of the installation. */
  TENANTRY_PRIVATE_TOOLS: z.stringbool().default(false),
  OIDC_ISSUER: z.url().optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().default('Single sign-on'),
  /** Worker threads that embed text. 0: one per core. */
  TENANTRY_EMBED_THREADS: z.coerce.number().int().min(0).max(64).default(0),
  /** Largest accepted upload in bytes. */
  TENANTRY_MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(50 * 1024 * 1024),
});

export type Env = z.infer<typeof schema>;

const WITNESS = {
  path: ['TENANTRY_AUDIT_WITNESS_KEY'],
  message: 'A witness has both an address and a key.',
};

function read(): Env {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const parsed = schema.refine(hasWholeWitness, WITNESS).safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment is not usable: ${problems.join('; ')}`);
}

/** Without its key nothing that a witness answers counts. */
function hasWholeWitness({
  TENANTRY_AUDIT_WITNESS_URL: url,
  TENANTRY_AUDIT_WITNESS_KEY: key,
}: Env): boolean {
  return (url === undefined) === (key === undefined);
}

export const env: Env = read();

/** Absolute path below the data directory. */
export function dataPath(...parts: string[]): string {
  return path.resolve(/* turbopackIgnore: true */ process.cwd(), env.TENANTRY_DATA_DIR, ...parts);
}

/** Absolute path of a bundled worker or child process entry, built by `npm run build:workers`. */
export function workerPath(name: string): string {
  return path.resolve(/* turbopackIgnore: true */ process.cwd(), 'dist', 'workers', `${name}.mjs`);
}

/**
 * next-auth reads its address from the environment alone. Without PUBLIC_URL it takes each request's
 * own host, so that sign-in works at any port.
 */
export function addressSignIn(): void {
  if (env.NEXTAUTH_URL) return;
  if (env.PUBLIC_URL) process.env.NEXTAUTH_URL = env.PUBLIC_URL;
  else process.env.AUTH_TRUST_HOST = 'true';
}
