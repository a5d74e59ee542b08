import { clock } from '@/lib/clock';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { log } from '@/lib/log';
import type { TenantContext } from '@/lib/tenancy/context';
import { indexText, presentHash } from './index-text';

interface MissingRow {
  tenant_id: string;
  id: string;
  conversation_id: string;
  kind: 'title' | 'text';
  sealed: Buffer;
}

const BATCH = 100;

// Shared locks: a rename waits, and then replaces what is written here.
const MISSING = {
  title: `select c.tenant_id, c.id, c.id as conversation_id, 'title' as kind, c.title_sealed as sealed from conversation c
    where c.tenant_id = :tenant and c.user_id = $1 and not exists (select from conversation_posting p
      where p.tenant_id = :tenant and p.user_id = $1 and p.term = $2 and p.source_id = c.id)
    order by c.updated_at desc limit $3 for share of c`,
  text: `select m.tenant_id, m.id, m.conversation_id, 'text' as kind, m.text_sealed as sealed from message m
    where m.tenant_id = :tenant and m.user_id = $1 and not exists (select from conversation_posting p
      where p.tenant_id = :tenant and p.user_id = $1 and p.term = $2 and p.source_id = m.id)
    order by m.created_at desc limit $3 for share of m`,
};

/**
 * Adds what the person's index lacks, newest first, for about `forMs` milliseconds: conversations from before there was
 * one. Under the person's own proof, so that no worker ever reads what people asked. Returns how much is left.
 */
export async function indexMissing(ctx: TenantContext, forMs: number): Promise<number> {
  const until = clock().now() + forMs;
  while (clock().now() < until) {
    const done = await withTenantSql(ctx, async (sql) => {
      const rows = await missing(ctx, sql);
      for (const row of rows) await indexText(ctx, sql, { ...placed(row), text: opened(ctx, row) });
      return rows.length;
    });
    if (done < BATCH) return 0;
  }
  return withTenantSql(ctx, (sql) => countMissing(ctx, sql));
}

async function missing(ctx: TenantContext, sql: TenantSql): Promise<MissingRow[]> {
  const given = [ctx.principal.id, presentHash(ctx)];
  const titles = await sql<MissingRow>(MISSING.title, [...given, BATCH]);
  const texts = await sql<MissingRow>(MISSING.text, [...given, BATCH - titles.length]);
  return [...titles, ...texts];
}

function placed(row: MissingRow): { sourceId: string; conversationId: string } {
  return { sourceId: row.id, conversationId: row.conversation_id };
}

/** One that does not open has no words, and is not tried for ever. */
function opened(ctx: TenantContext, { id, kind, sealed }: MissingRow): string {
  const table = kind === 'title' ? 'conversation' : 'message';
  try {
    return tenantKeys(ctx).openText({ table, row: id, column: kind }, sealed);
  } catch {
    log.error({ tenantId: ctx.tenantId, table, row: id }, 'a text to be indexed does not open');
    return '';
  }
}

async function countMissing(ctx: TenantContext, sql: TenantSql): Promise<number> {
  const [row] = await sql<{ left: number }>(
    `select ((select count(*) from conversation c where c.tenant_id = :tenant and c.user_id = $1)
       + (select count(*) from message m where m.tenant_id = :tenant and m.user_id = $1)
       - (select count(*) from conversation_posting p
          where p.tenant_id = :tenant and p.user_id = $1 and p.term = $2))::integer as left`,
    [ctx.principal.id, presentHash(ctx)],
  );
  return Math.max(0, row?.left ?? 0);
}
