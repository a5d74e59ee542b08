import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { superuserClient } from '@/e2e/support/superuser-client';
import { dataPath } from '@/lib/env';
import { keyDirectory } from '@/lib/keys/key-directory';
import { namespaceName } from '@/lib/keys/namespace-name';
import type { TenantContext } from '@/lib/tenancy/context';
import { tenantVectorGeneration } from '@/lib/vectors/tenant-vectors';

/** Everything that a tenant owns, by name of the place: how much, and a hash of it. */
type Snapshot = ReadonlyMap<string, string>;

type Superuser = Awaited<ReturnType<typeof superuserClient>>;

/** Sees whatever changes of a tenant that nobody of its own touches meanwhile. */
export class VictimWatch {
  readonly #ctx: TenantContext;
  readonly #superuser: Superuser;
  #last: Snapshot = new Map();
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(ctx: TenantContext, superuser: Superuser) {
    this.#ctx = ctx;
    this.#superuser = superuser;
  }

  static async begin(ctx: TenantContext): Promise<VictimWatch> {
    const watch = new VictimWatch(ctx, await superuserClient());
    await watch.changes();
    return watch;
  }

  /** What is otherwise than at the last look, in words. */
  changes(): Promise<string[]> {
    const look = async () => {
      const before = this.#last;
      this.#last = await snapshot(this.#superuser, this.#ctx);
      if (before.size === 0) return [];
      return [...new Set([...before.keys(), ...this.#last.keys()])]
        .filter((place) => before.get(place) !== this.#last.get(place))
        .map(
          (place) =>
            `${place} of the victim changed from ${before.get(place)} to ${this.#last.get(place)}`,
        );
    };
    const next = this.#turn.then(look);
    this.#turn = next.catch(() => undefined);
    return next;
  }

  end(): Promise<void> {
    return this.#superuser.end();
  }
}

async function snapshot(superuser: Superuser, ctx: TenantContext): Promise<Snapshot> {
  const { placement } = ctx;
  const vectors = await tenantVectorGeneration(ctx, {
    store: placement.vectorStore,
    tier: placement.vectorTier,
    generation: placement.vectorGeneration,
  });
  const { rows, digest } = await vectors.summary();
  return new Map([
    ...(await tables(superuser, ctx.tenantId)),
    ...(await people(superuser, ctx.tenantId)),
    ['vectors', `${rows} ${short(digest)}`],
    ['objects', files(dataPath('objects', namespaceName('objects', ctx.tenantId)))],
    ['keys', files(keyDirectory(), namespaceName('key', ctx.tenantId))],
  ]);
}

const COUNT_AND_HASH = `count(*) || ' ' || left(md5(coalesce(string_agg(t::text, e'\\n' order by t::text), '')), 12)`;

/** Every table with a tenant, from the catalogue, and the tenant's own row: in one statement. */
async function tables(superuser: Superuser, tenantId: string): Promise<[string, string][]> {
  const named = await superuser.query<{ name: string }>('select name from tenancy.tenant_tables()');
  const parts = [
    ...named.rows.map(
      ({ name }) =>
        `select '${name}' as place, ${COUNT_AND_HASH} as state from ${name} t where tenant_id = $1`,
    ),
    `select 'tenant' as place, ${COUNT_AND_HASH} as state from tenant t where id = $1`,
  ];
  return places(superuser, parts, tenantId);
}

/** Accounts, sessions and links of the tenant's people, which have no tenant of their own. */
function people(superuser: Superuser, tenantId: string): Promise<[string, string][]> {
  const own = 'select user_id from membership where tenant_id = $1';
  return places(
    superuser,
    [
      `select 'app_user' as place, ${COUNT_AND_HASH} as state from app_user t where id in (${own})`,
      ...['user_session', 'user_identity', 'one_time_link'].map(
        (name) =>
          `select '${name}' as place, ${COUNT_AND_HASH} as state from ${name} t where user_id in (${own})`,
      ),
    ],
    tenantId,
  );
}

async function places(
  superuser: Superuser,
  parts: string[],
  tenantId: string,
): Promise<[string, string][]> {
  const { rows } = await superuser.query<{ place: string; state: string }>(
    parts.join(' union all '),
    [tenantId],
  );
  return rows.map(({ place, state }) => [place, state]);
}

function files(folder: string, prefix = ''): string {
  if (!existsSync(folder)) return '0';
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.startsWith(prefix))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of found) hash.update(file).update('\0').update(readFileSync(file));
  return `${found.length} ${short(hash.digest('hex'))}`;
}

function short(hex: string): string {
  return hex.slice(0, 12);
}
