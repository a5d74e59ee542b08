import { randomBytes } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { heldOperation } from '@/e2e/support/held-operation';
import { type MadeTenant, makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { ownerClient } from '@/e2e/support/owner-client';
import { runOperation } from '@/e2e/support/run-operation';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { requestErase } from '@/lib/lifecycle/erase/request-erase';
import type { Operation } from '@/lib/operations/operation';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';
import { leaveOwnSchema, moveToOwnSchema } from './own-schema';

let owner: Awaited<ReturnType<typeof ownerClient>>;
let operator: PlatformContext;
let mine: MadeTenant;
let other: MadeTenant;

beforeEach(async () => {
  owner ??= await ownerClient();
  operator = await verifyPlatformSession((await makePerson('operator')).session);
  [mine, other] = [await makeTenant(), await makeTenant()];
  for (const tenant of [mine, other]) await fill(tenant);
});
afterAll(async () => {
  await owner.end();
  await closePools();
});

async function fill({ ctx, folderId }: MadeTenant): Promise<void> {
  const [document, conversation, message] = [newId(), newId(), newId()];
  const bytes = randomBytes(32);
  await withTenantSql(ctx, async (sql) => {
    await sql(
      `insert into document (tenant_id, id, folder_id, name_sealed, media_type, bytes, content_mac, created_by, created_at, stage_at)
       values (:tenant, $1, $2, $3, 'text/plain', 1, $3, $4, now(), now())`,
      [document, folderId, bytes, ctx.principal.id],
    );
    await sql(
      `insert into chunk (tenant_id, id, document_id, ordinal, page, char_start, char_end, text_sealed, term_count)
       select :tenant, gen_random_uuid(), $1, g, 1, 0, 9, $2, 5 from generate_series(1, 40) g`,
      [document, bytes],
    );
    await sql(
      `insert into lexical_posting (tenant_id, term, chunk_id, document_id, tf, chunk_terms)
       select :tenant, substr($2::bytea, 1, 8), id, $1, 1, 5 from chunk where tenant_id = :tenant and document_id = $1`,
      [document, bytes],
    );
    await sql(
      `insert into conversation (tenant_id, id, user_id, title_sealed, created_at, updated_at)
       values (:tenant, $1, $2, $3, now(), now())`,
      [conversation, ctx.principal.id, bytes],
    );
    await sql(
      `insert into message (tenant_id, id, conversation_id, user_id, ordinal, author, state, text_sealed, created_at)
       values (:tenant, $1, $2, $3, 0, 'assistant', 'complete', $4, now())`,
      [message, conversation, ctx.principal.id, bytes],
    );
    await sql(
      `insert into citation (tenant_id, id, message_id, user_id, ordinal, text_offset, document_id, page, char_start, char_end, quote_sealed)
       values (:tenant, $1, $2, $3, 0, 0, $4, 1, 0, 9, $5)`,
      [newId(), message, ctx.principal.id, document, bytes],
    );
  });
}

const TABLES = ['document', 'chunk', 'lexical_posting', 'conversation', 'message', 'citation'];
const MOVED = {
  document: 1,
  chunk: 40,
  lexical_posting: 40,
  conversation: 1,
  message: 1,
  citation: 1,
};

/** Every row of the tenant, as text, table after table. */
async function content(ctx: TenantContext): Promise<string[]> {
  const found: string[] = [];
  for (const table of TABLES) {
    const rows = await withTenantSql(ctx, (sql) =>
      sql<{ row: string }>(
        `select x::text as row from ${table} x where tenant_id = :tenant order by 1`,
      ),
    );
    found.push(...rows.map(({ row }) => row));
  }
  return found;
}

/** Runs `work` under the proof of a move that no worker can take. */
async function move(tenant: MadeTenant, work: (operation: Operation) => Promise<unknown>) {
  const held = await heldOperation(tenant, 'move');
  await work(held.operation).finally(() => held.end());
}

async function schemaOf({ ctx }: MadeTenant): Promise<string | undefined> {
  const [row] = await withTenantSql(ctx, (sql) =>
    sql<{ database_schema: string | null }>(
      'select database_schema from tenant_placement where tenant_id = :tenant',
    ),
  );
  return row?.database_schema ?? undefined;
}

async function schemaExists(name: string | undefined): Promise<boolean> {
  const { rowCount } = await owner.query('select from pg_namespace where nspname = $1', [name]);
  return rowCount === 1;
}

describe('a schema of its own', () => {
  it('takes every row there and back, and nobody else’s', async () => {
    const before = [await content(mine.ctx), await content(other.ctx)];
    const moved: unknown[] = [];
    await move(mine, async (operation) => moved.push(await moveToOwnSchema(operation)));
    const schema = await schemaOf(mine);
    expect(schema).toMatch(/^tenant_[0-9a-f]{16}$/);
    expect([await content(mine.ctx), await content(other.ctx)]).toEqual(before);
    const { rows } = await owner.query<{ bound: string }>(
      `select pg_get_expr(relpartbound, oid) as bound from pg_class where relkind = 'r' and relnamespace = $1::regnamespace`,
      [schema],
    );
    expect(rows.map(({ bound }) => bound)).toEqual(
      TABLES.map(() => `FOR VALUES IN ('${mine.ctx.tenantId}')`),
    );

    await move(mine, async (operation) => moved.push(await leaveOwnSchema(operation)));
    expect(moved).toEqual([MOVED, MOVED]);
    expect(await schemaExists(schema)).toBe(false);
    expect([await content(mine.ctx), await content(other.ctx)]).toEqual(before);
  });

  it('takes along what is written, changed and removed while it is copied', async () => {
    let during: string[] = [];
    await move(mine, (operation) =>
      moveToOwnSchema({
        ...operation,
        async progress(step, done, total) {
          if (step === 'switching the database') {
            await withTenantSql(mine.ctx, async (sql) => {
              await sql('delete from chunk where tenant_id = :tenant and ordinal <= 3');
              await sql(
                "update conversation set title_sealed = 'changed' where tenant_id = :tenant",
              );
            });
            await fill(mine);
            during = await content(mine.ctx);
          }
          await operation.progress(step, done, total);
        },
      }),
    );
    expect(during).toHaveLength(2 * 84 - 3);
    expect(await content(mine.ctx)).toEqual(during);
    await fill(mine);
    expect(await content(mine.ctx)).toHaveLength(3 * 84 - 3);
  });

  it('begins anew after an attempt that did not end, and leaves nothing of it', async () => {
    const before = await content(mine.ctx);
    await move(mine, (operation) =>
      moveToOwnSchema({ ...operation, signal: AbortSignal.abort() }).catch(() => undefined),
    );
    const first = await schemaOf(mine);
    expect(await schemaExists(first)).toBe(true);
    expect(await content(mine.ctx)).toEqual(before);
    await move(mine, moveToOwnSchema);
    expect(await schemaOf(mine)).not.toBe(first);
    expect(await schemaExists(first)).toBe(false);
    expect(await content(mine.ctx)).toEqual(before);
  });

  it('goes with its erased tenant', async () => {
    await move(mine, moveToOwnSchema);
    const schema = await schemaOf(mine);
    const { tenantId } = mine.ctx;
    const before = await content(other.ctx);
    const id = await requestErase(operator, {
      tenantId,
      confirmation: mine.slug,
      reason: 'for a test',
    });
    expect(await runOperation(operator, id)).toBe('gone');
    expect(await schemaExists(schema)).toBe(false);
    expect(await content(other.ctx)).toEqual(before);
  });

  it('is opened to no role, its own tenant’s included', async () => {
    await move(mine, moveToOwnSchema);
    const schema = await schemaOf(mine);
    for (const { ctx } of [mine, other]) {
      await expect(
        withTenantSql(ctx, (sql) =>
          sql(`select id from ${schema}.chunk where tenant_id = :tenant`),
        ),
      ).rejects.toThrow('permission denied');
      await expect(
        withTenantSql(ctx, (sql) =>
          sql('select id from tenant_shared.chunk where tenant_id = :tenant'),
        ),
      ).rejects.toThrow('permission denied');
    }
    const rows = await withTenantSql(other.ctx, (sql) =>
      sql(`select id from chunk where tenant_id = $1 and :tenant is not null`, [mine.ctx.tenantId]),
    );
    expect(rows).toEqual([]);
  });

  it('is for a running move alone', async () => {
    for (const call of [
      'begin_own_schema()',
      "copy_to_own_schema('chunk', 5)",
      'finish_own_schema()',
      'end_own_schema()',
    ]) {
      await expect(
        withTenantSql(mine.ctx, (sql) => sql(`select tenancy.${call} where :tenant is not null`)),
      ).rejects.toThrow('no move of this tenant runs');
    }
    const { rows } = await owner.query('select id from chunk');
    expect(rows).toEqual([]);
  });

  it('reads one partition for one tenant', async () => {
    await move(mine, moveToOwnSchema);
    const schema = (await schemaOf(mine)) ?? '';
    for (const [{ ctx }, named, never] of [
      [mine, schema, 'tenant_shared'],
      [other, 'tenant_shared', schema],
    ] as const) {
      const plan = await withTenantSql(ctx, (sql) =>
        sql(
          'explain (verbose, costs off) select term from lexical_posting where tenant_id = :tenant and term = $1',
          [randomBytes(8)],
        ),
      );
      const text = JSON.stringify(plan);
      expect(text).toContain(`${named}.lexical_posting`);
      expect(text).not.toContain(`${never}.lexical_posting`);
    }
  });
});
