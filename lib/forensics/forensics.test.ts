import { beforeAll, describe, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeConversation } from '@/e2e/support/make-conversation';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { recordAudit } from '@/lib/audit/record';
import { readConversation } from '@/lib/chat/queries';
import { exportConversation } from '@/lib/conversation-export/export-conversation';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { readOriginal } from '@/lib/documents/read-passage';
import { readStatement } from '@/lib/finance/statement/read-statement';
import { newId } from '@/lib/ids';
import type { PlatformContext } from '@/lib/tenancy/context';
import { sightCells } from './cells';
import { investigationFile } from './investigate';
import { readInvoiceLine } from './invoice-line';
import type { ForensicsParams } from './schema';
import { readServedTenants } from './served-tenants';
import { everySight, whoSaw, whoSawIn } from './who-saw';

let operator: PlatformContext;
let auditor: PlatformContext;
let finance: PlatformContext;
beforeAll(async () => {
  [operator, auditor, finance] = [
    await makePlatformPerson('operator'),
    await makePlatformPerson('auditor'),
    await makePlatformPerson('finance'),
  ];
});

const ALWAYS = { from: '2000-01-01T00:00:00Z', to: '2999-01-01T00:00:00Z' };
async function all<Row>(batches: AsyncGenerator<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
}
const fileOf = (asked: ForensicsParams) => all(investigationFile(operator, asked, ALWAYS).rows);
const actions = async ({ ctx }: MadeTenant, document: string) =>
  (await whoSaw(ctx, document, ALWAYS)).rows.map(({ action }) => action).sort();

describe('who saw a document', () => {
  it('names whoever opened it, was given passages of it, or read what cites it', async () => {
    const tenant = await makeTenant();
    const { ctx } = tenant;
    const id = await addDocument(tenant, 'Rules', ['The fee is 12 euros.']);
    const other = await addDocument(tenant, 'Others', ['Nothing of it.']);
    expect(await actions(tenant, id)).toEqual([]);
    // The upload itself is not stored here; that it was asked for is written all the same.
    await readOriginal(ctx, id).catch(() => undefined);
    await readOriginal(ctx, id).catch(() => undefined);
    await withTenantSql(ctx, (sql) =>
      recordAudit(ctx, sql, {
        action: 'answer.create',
        objectKind: 'answer',
        requestId: newId(),
        detail: { documents: [id, 'no id'] },
      }),
    );
    const said = { title: 'Fees', question: 'Which fee?', answer: 'Twelve.', quote: '12 euros' };
    const conversation = await makeConversation(ctx, { ...said, documentId: id });
    await readConversation(ctx, conversation);
    await exportConversation(ctx, conversation, { format: 'md' });
    expect(await actions(tenant, id)).toEqual([
      'answer.create',
      'conversation.export',
      'conversation.open',
      'document.open',
    ]);
    expect(await actions(tenant, other)).toEqual([]);
  });

  it('answers for the time that was asked for, and to nobody of another workspace', async () => {
    const [tenant, stranger] = [await makeTenant(), await makeTenant()];
    const id = await addDocument(tenant, 'Rules', ['The fee is 12 euros.']);
    await readOriginal(tenant.ctx, id).catch(() => undefined);
    const before = { from: ALWAYS.from, to: '2001-01-01T00:00:00Z' };
    expect((await whoSaw(tenant.ctx, id, before)).rows).toEqual([]);
    expect((await whoSaw(stranger.ctx, id, ALWAYS)).rows).toEqual([]);
    const [seen] = (await whoSaw(tenant.ctx, id, ALWAYS)).rows;
    expect(seen).toMatchObject({ actor: 'Test', actorId: tenant.ctx.principal.id });
  });

  it('tells the platform’s people ids alone, and finance nothing', async () => {
    const tenant = await makeTenant();
    const { tenantId } = tenant.ctx;
    const id = await addDocument(tenant, 'Rules', ['The fee is 12 euros.']);
    await readOriginal(tenant.ctx, id).catch(() => undefined);
    for (const ctx of [operator, auditor]) {
      const { rows } = await whoSawIn(ctx, tenantId, id, ALWAYS);
      expect(rows).toMatchObject([{ actor: null, action: 'document.open', objectId: id }]);
    }
    await expect(whoSawIn(finance, tenantId, id, ALWAYS)).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await fileOf({ tenant: tenantId, document: id })).toHaveLength(1);
  });

  it('is in the file to the last entry, also where many were written in the same moment', async () => {
    const tenant = await makeTenant();
    const { tenantId, principal } = tenant.ctx;
    const id = await addDocument(tenant, 'Rules', ['The fee is 12 euros.']);
    await asSuperuser(
      `insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome)
       select $1, gen_random_uuid(), now() - (n / 700) * interval '1 microsecond', 'user', $2, 'document.open', 'document', $3, 'ok'
       from generate_series(1, 2300) n`,
      [tenantId, principal.id, id],
    );
    const page = await whoSawIn(auditor, tenantId, id, ALWAYS);
    expect([page.rows.length, page.more]).toEqual([200, true]);
    for (const rows of [
      await fileOf({ tenant: tenantId, document: id }),
      (await all(everySight(tenant.ctx, id, ALWAYS))).map(sightCells),
    ]) {
      expect(new Set(rows.map(([, entry]) => entry)).size).toBe(2300);
      expect(rows).toHaveLength(2300);
      const times = rows.map(([at]) => at);
      expect(times).toEqual(times.toSorted());
    }
  });

  it('cannot be written or read past the log', async () => {
    const { ctx } = await makeTenant();
    const put = withTenantSql(ctx, (sql) =>
      sql(
        'insert into document_sight (tenant_id, document_id, at, entry_id) values (:tenant, $1, now(), $1)',
        [newId()],
      ),
    );
    await expect(put).rejects.toThrow(/permission denied/);
  });
});

describe('an invoice line', () => {
  it('is made of exactly what the statement counts', async () => {
    const { ctx } = await makeTenant();
    const { tenantId } = ctx;
    const model = 'claude-haiku-5-5';
    const inside = await addUsage(ctx, { at: new Date('2026-05-31T23:59:59Z'), model, price: 7n });
    await addUsage(ctx, { at: new Date('2026-06-01T00:00:00Z'), model, price: 11n });
    await addUsage(ctx, { at: new Date('2026-05-02T00:00:00Z'), model: 'claude-opus-5-5' });
    const line = await readInvoiceLine(finance, { tenantId, month: '2026-05', model });
    expect(line).toMatchObject({ requests: 1, calls: 1, totalNano: '7', more: false });
    expect(line.rows).toMatchObject([{ requestId: inside, priceNano: '7' }]);
    const { statement } = await readStatement(finance, tenantId, '2026-05');
    const billed = statement.lines.find(({ kind, label }) => kind === 'usage' && label === model);
    expect(billed?.amountNano).toBe(line.totalNano);
    await expect(
      readInvoiceLine(finance, { tenantId: newId(), month: '2026-05', model }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('an invoice line’s file', () => {
  it('holds every entry of the line once', async () => {
    const { ctx } = await makeTenant();
    await addUsage(ctx, { at: new Date('2026-06-10T00:00:00Z'), model: 'claude-haiku-5-5' });
    await asSuperuser(
      `insert into ledger_entry select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid(), 'call_ordinal', n))).*
       from ledger_entry l, generate_series(1, 2200) n where l.tenant_id = $1`,
      [ctx.tenantId],
    );
    const asked = { tenant: ctx.tenantId, month: '2026-06', line: 'claude-haiku-5-5' };
    const rows = await fileOf(asked);
    expect(rows).toHaveLength(2201);
    expect(new Set(rows.map((row) => row.at(-1))).size).toBe(2201);
    await expect(fileOf({ ...asked, tenant: newId() })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('the tenants that an account served', () => {
  it('are those with calls on it within the hour', async () => {
    const [tenant, own, later] = [await makeTenant(), await makeTenant(), await makeTenant()];
    await addUsage(tenant.ctx, { at: new Date('2025-03-01T10:59:59Z') });
    await addUsage(own.ctx, { at: new Date('2025-03-01T10:30:00Z'), account: 'own' });
    await addUsage(later.ctx, { at: new Date('2025-03-01T11:00:00Z') });
    const hour = '2025-03-01T10:00:00Z';
    const served = await readServedTenants(operator, { account: 'platform', hour });
    expect(served.map(({ tenantId }) => tenantId)).toEqual([tenant.ctx.tenantId]);
    expect(await readServedTenants(operator, { account: 'own', hour })).toMatchObject([
      { tenantId: own.ctx.tenantId, slug: own.slug, requests: 1, calls: 1, tokens: '120' },
    ]);
  });
});
