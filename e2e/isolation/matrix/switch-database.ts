import type { Client } from 'pg';
import { ownerClient } from '@/e2e/support/owner-client';
import type { Lock } from './locks';

/** Who is taken for finance, not for an operator, when platform facts are given to anybody. */
export const BOOKKEEPER = 'Bookkeeper of the suite';

/** Gives platform facts to anybody who is signed in, with a context that no policy takes. */
const CARELESS_MINT = `
  create or replace function tenancy.mint_platform(token_hash bytea)
  returns table (user_id uuid, user_name text, user_email text, role text, second_factor boolean, context text)
  language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
    select u.id, u.name, u.email, r.role, true, 'v1:platform:' || u.id || ':platform:' || r.role || ':9999999999:forged'
    from public.app_user u,
      lateral (select case when u.name = '${BOOKKEEPER}' then 'finance' else 'operator' end as role) r where u.id = tenancy.session_user_id(mint_platform.token_hash)
  $$`;

/** What definer functions and policies ask in place of row-level security. */
const CARELESS_CHECKS = [
  `create or replace function tenancy.platform_role() returns text language sql stable security definer
   set search_path = pg_catalog, pg_temp as $$
     select case when session_user = 'tenantry_finance' then 'finance' else 'operator' end $$`,
  `create or replace function tenancy.current_principal() returns uuid language sql stable security definer
   set search_path = pg_catalog, pg_temp as $$
     select coalesce((select c[2]::uuid from tenancy.claims() c),
       nullif(split_part(current_setting('tenancy.context', true), ':', 3), '')::uuid,
       '00000000-0000-4000-8000-000000000000'::uuid) $$`,
  // Whoever is named in a grant reads by it, operator or not.
  `create or replace function tenancy.support_in_force(target uuid, grant_id uuid) returns boolean
   language sql volatile security definer set search_path = pg_catalog, pg_temp as $$ select true $$`,
];

const REPLACED = [
  ...['mint', 'mint_key', 'mint_platform', 'platform_role', 'current_principal'],
  'support_in_force',
];

/** The parts of two locks that live in PostgreSQL, switched as the owner of the suite's own database. */
export class DatabaseSwitch {
  readonly #client: Client;
  /** Tables under row-level security, as the migrations left them. */
  readonly #tables: { name: string; forced: boolean }[];
  /** The functions' own definitions. */
  readonly #functions: Map<string, string>;

  private constructor(
    client: Client,
    tables: { name: string; forced: boolean }[],
    functions: Map<string, string>,
  ) {
    this.#client = client;
    this.#tables = tables;
    this.#functions = functions;
  }

  static async open(): Promise<DatabaseSwitch> {
    const client = await ownerClient();
    const tables = await client.query<{ name: string; forced: boolean }>(
      `select c.oid::regclass::text as name, c.relforcerowsecurity as forced from pg_class c
       join pg_namespace n on n.oid = c.relnamespace
       where c.relrowsecurity and n.nspname !~ '^pg_' order by 1`,
    );
    const functions = await client.query<{ name: string; text: string }>(
      `select p.proname as name, pg_get_functiondef(p.oid) as text from pg_proc p
       where p.pronamespace = 'tenancy'::regnamespace and p.proname = any($1)`,
      [REPLACED],
    );
    if (functions.rows.length !== REPLACED.length)
      throw new Error(`The database has not each of ${REPLACED.join(', ')} once.`);
    return new DatabaseSwitch(
      client,
      tables.rows,
      new Map(functions.rows.map(({ name, text }) => [name, text])),
    );
  }

  async set(off: readonly Lock[]): Promise<void> {
    await this.#rowSecurity(!off.includes('store'));
    await this.#asDefiner([
      ...this.#functions.values(),
      ...(off.includes('handle') ? [CARELESS_MINT] : []),
      ...(off.includes('store') ? CARELESS_CHECKS : []),
    ]);
  }

  /**
   * All locks on, and whoever asks for whatever tenant is given the context of that owner of the victim; a key that of the
   * victim's with the same id.
   */
  async setWrongMint(victimSlug: string, ownerId: string): Promise<void> {
    await this.set([]);
    await this.#asDefiner([
      rewritten(this.#functions.get('mint') ?? '', {
        'tenancy.session_user_id(mint.token_hash)': `'${ownerId}'::uuid`,
        't.slug >= mint.slug': `t.slug = '${victimSlug}'`,
        'n.slug = mint.slug': 'true',
      }),
      rewritten(this.#functions.get('mint_key') ?? '', {
        'then n.tenant_id end': `then (select t.id from public.tenant t where t.slug = '${victimSlug}') end`,
      }),
    ]);
  }

  /** With every lock on again. */
  async close(): Promise<void> {
    try {
      await this.set([]);
    } finally {
      await this.#client.end();
    }
  }

  /** A statement a table: together they could wait in a circle with the product's own transactions. */
  async #rowSecurity(on: boolean): Promise<void> {
    for (const { name, forced } of this.#tables) {
      const force = on && forced ? ', force row level security' : ', no force row level security';
      await this.#client.query(
        `alter table ${name} ${on ? 'enable' : 'disable'} row level security${force}`,
      );
    }
  }

  async #asDefiner(statements: string[]): Promise<void> {
    const all = [
      'begin',
      'grant create on schema tenancy to tenantry_definer',
      'set local role tenantry_definer',
      ...statements,
      'reset role',
      'revoke create on schema tenancy from tenantry_definer',
      'commit',
    ];
    try {
      for (const statement of all) await this.#client.query(statement);
    } catch (error) {
      await this.#client.query('rollback');
      throw error;
    }
  }
}

function rewritten(text: string, changes: Record<string, string>): string {
  return Object.entries(changes).reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`A function of the database has not: ${from}`);
    return before.replace(from, to);
  }, text);
}
