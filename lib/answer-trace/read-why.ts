import { recordSight } from '@/lib/audit/record-sight';
import { downgradedSchema } from '@/lib/chat/schema';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { notFound } from '@/lib/errors';
import { isId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { openPassages, type Passage } from '@/lib/retrieval/open-passages';
import { openScopes } from '@/lib/scope/open-scopes';
import { type ScopeView, scopeSchema } from '@/lib/scope/schema';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { followUps } from './follow-ups';
import { openTraces } from './open-trace';
import type { TracedPassage, WhyFigures, WhyPassage, WhyView } from './schema';

interface AnswerRow {
  tenant_id: string;
  id: string;
  downgraded: unknown;
  scope: unknown;
  model: string | null;
  started_at: Date | null;
  input_tokens: bigint | null;
  output_tokens: bigint | null;
  price_nano: bigint | null;
  latency_ms: number | null;
  first_token_ms: number | null;
  policy_version: number | null;
  stages: WhyFigures['stages'] | null;
}

const EXCERPT = 280;

/**
 * How an answer came about. Throws `not_found` for one in a conversation that the context may not read, and for a question.
 * Passages are opened under the context: what it may not read now has neither name nor text.
 */
export async function readWhy(ctx: TenantContext, messageId: string): Promise<WhyView> {
  authorize(ctx, 'conversations:read');
  if (!isId(messageId)) throw notFound();
  return withTenantSql(ctx, async (sql) => {
    const [row] = await sql<AnswerRow>(
      `select m.tenant_id, m.id, m.downgraded, q.scope, r.model, r.started_at, r.input_tokens, r.output_tokens, r.price_nano,
         r.latency_ms, r.first_token_ms, r.policy_version, r.stages
       from message m left join request r on r.tenant_id = m.tenant_id and r.id = m.request_id
       left join message q on q.tenant_id = m.tenant_id and q.id = m.parent_id
       where m.tenant_id = :tenant and m.id = $1 and m.author = 'assistant'`,
      [messageId],
    );
    if (!row) throw notFound();
    const payload = (await openTraces(ctx, sql, [messageId])).get(messageId);
    const traced = payload?.passages;
    const found = (traced ?? []).map((each) => ({ ...each, chunkId: each.chunk }));
    const passages = await openPassages(ctx, sql, found);
    const names = await documentNames(ctx, sql, traced ?? []);
    await recordSight(ctx, sql, {
      ...{ action: 'answer.why', objectKind: 'answer', objectId: messageId },
      documents: [...names.keys()],
    });
    return {
      model: row.model,
      figures: figuresOf(row),
      downgraded: downgradedSchema
        .optional()
        .catch(undefined)
        .parse(row.downgraded ?? undefined),
      scope: await scopeView(ctx, sql, row.scope),
      passages: traced?.map((each) => whyPassage(each, passages, names)),
      tools: payload?.tools ?? [],
      followUps: followUps(traced ?? [], passages),
    };
  });
}

async function scopeView(
  ctx: TenantContext,
  sql: TenantSql,
  stored: unknown,
): Promise<ScopeView | undefined> {
  const { data: scope } = scopeSchema.safeParse(stored);
  return scope && (await openScopes(ctx, sql, [scope]))(scope);
}

function figuresOf(row: AnswerRow): WhyFigures | null {
  if (!row.started_at) return null;
  return {
    startedAt: row.started_at.toISOString(),
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    priceNano: String(row.price_nano ?? 0n),
    latencyMs: row.latency_ms ?? 0,
    firstTokenMs: row.first_token_ms,
    policyVersion: row.policy_version ?? 0,
    stages: row.stages ?? [],
  };
}

function whyPassage(
  traced: TracedPassage,
  passages: readonly Passage[],
  names: ReadonlyMap<string, string>,
): WhyPassage {
  const { use, document, page, start, end, score, bm25, dense } = traced;
  const open = passages.find(({ chunkId }) => chunkId === traced.chunk);
  const text = open?.text.replace(/\s+/g, ' ').trim();
  return {
    ...{ use, documentId: document, page, start, end, score, bm25, dense },
    documentName: names.get(document),
    heading: open?.heading,
    excerpt: text && text.length > EXCERPT ? `${text.slice(0, EXCERPT - 1)}…` : text,
  };
}

/** Also of documents that were indexed anew since, whose passages of then are gone. */
async function documentNames(
  ctx: TenantContext,
  sql: TenantSql,
  traced: readonly TracedPassage[],
): Promise<Map<string, string>> {
  const rows = await sql<{ tenant_id: string; id: string; name_sealed: Buffer }>(
    'select tenant_id, id, name_sealed from document where tenant_id = :tenant and id = any($1::uuid[])',
    [[...new Set(traced.map(({ document }) => document))]],
  );
  return new Map(
    rows.map((row) => [
      row.id,
      tenantKeys(ctx).openText({ table: 'document', row: row.id, column: 'name' }, row.name_sealed),
    ]),
  );
}
