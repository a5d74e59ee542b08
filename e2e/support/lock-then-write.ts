import type pg from 'pg';
import { newId } from '@/lib/ids';
import { superuserPool } from './superuser-pool';

/** As many as PostgreSQL has left; callers beyond them wait for one, which costs less than waiting for a lock. */
const CONNECTIONS = 40;

/**
 * What the engine is compared with: a transaction a reserve and one a settlement, each with its counters locked
 * first. On copies of the product's tables with all their indexes, without row-level security, triggers
 * and foreign keys, by a role that may do everything: the fastest that this design can be.
 */
export class LockThenWrite {
  readonly #pool: pg.Pool;
  readonly #template: { reservation: string; ledger: string };

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#template = { reservation: newId(), ledger: newId() };
  }

  static async open(): Promise<LockThenWrite> {
    return new LockThenWrite(await superuserPool(CONNECTIONS));
  }

  async prepare(tenants: readonly string[], start: Date): Promise<void> {
    await this.#pool.query(`create schema plain;
      create table plain.counter (like public.budget_counter including all);
      create table plain.hold (like public.reservation including all);
      create table plain.entry (like public.ledger_entry including all)`);
    for (const tenant of tenants)
      await this.#pool.query(
        `insert into plain.counter (tenant_id, scope, scope_id, period, period_start)
         select $1::uuid, 'tenant', $1::uuid::text, p, $2::timestamptz from unnest(array['day', 'month']) p`,
        [tenant, start],
      );
  }

  /** A reserve and its settlement; false when it did not fit. */
  async pair(tenant: string, start: Date): Promise<boolean> {
    const id = newId();
    const keys = [tenant, start];
    const held = await this.#transaction(async (query) => {
      const counters = await query('lock', LOCK, keys);
      if (counters.some((row) => BigInt(row.tokens) + 1_500n > 10n ** 15n)) return false;
      await query('hold', HOLD, [...keys, 1_500, 2_000]);
      await query('reserve', RESERVE, [tenant, id, newId(), this.#template.reservation, start]);
      return true;
    });
    if (!held) return false;
    await this.#transaction(async (query) => {
      const [ended] = await query('end', END, [tenant, id]);
      if (!ended) return;
      await query('lock', LOCK, keys);
      await query('use', USE, [...keys, 1_500, 2_000, 120, 400]);
      await query('book', BOOK, [tenant, id, newId(), this.#template.ledger, start]);
    });
    return true;
  }

  async #transaction<T>(
    work: (
      query: (name: string, text: string, values: unknown[]) => Promise<{ tokens: string }[]>,
    ) => Promise<T>,
  ): Promise<T> {
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(
        async (name, text, values) => (await client.query({ name, text, values })).rows,
      );
      await client.query('COMMIT');
      return result;
    } finally {
      client.release();
    }
  }

  async stop(): Promise<void> {
    await this.#pool.end();
  }
}

const WHOSE =
  "tenant_id = $1::uuid and scope = 'tenant' and scope_id = $1::uuid::text and period_start = $2::timestamptz";
const LOCK = `select used_tokens + held_tokens as tokens from plain.counter where ${WHOSE} order by period for update`;
const HOLD = `update plain.counter set held_tokens = held_tokens + $3, held_nano = held_nano + $4 where ${WHOSE}`;
const USE = `update plain.counter set held_tokens = held_tokens - $3, held_nano = held_nano - $4,
  used_tokens = used_tokens + $5, used_nano = used_nano + $6 where ${WHOSE}`;
const RESERVE = `insert into plain.hold (tenant_id, id, request_id, call_ordinal, principal_kind, principal_id, feature, model,
    policy_version, cost_version, price_version, scopes, bound_input_tokens, bound_output_tokens, bound_price_nano, created_at)
  values ($1, $2, $3, 0, 'user', $4, 'chat', 'claude-haiku-5-5', 1, 1, 2,
    '[{"scope":"tenant","period":"day"},{"scope":"tenant","period":"month"}]', 1000, 500, 2000, $5)`;
const END = `update plain.hold set state = 'settled', settled_at = now() where tenant_id = $1 and id = $2 and state = 'held'
  returning bound_input_tokens as tokens`;
const BOOK = `insert into plain.entry (tenant_id, id, request_id, call_ordinal, at, principal_kind, principal_id, feature, model,
    outcome, input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens, cost_version,
    price_version, cost_nano, price_nano, estimated)
  values ($1, $2, $3, 0, $5, 'user', $4, 'chat', 'claude-haiku-5-5', 'complete', 100, 20, 0, 0, 0, 1, 2, 300, 400, false)`;
