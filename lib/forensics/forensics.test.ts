import { beforeAll, describe, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
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
import { investigationFile } from './investigate';
import { readInvoiceLine } from './invoice-line';
import { readServedTenants } from './served-tenants';
import { whoSaw, whoSawIn } from './who-saw';

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
    const file = await investigationFile(operator, { tenant: tenantId, document: id }, ALWAYS);
    expect(file.rows).toHaveLength(2);
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
