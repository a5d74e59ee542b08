import { beforeAll, describe, expect, it } from 'vitest';
import { makeConversation } from '@/e2e/support/make-conversation';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { exportConversation } from './export-conversation';

let tenant: MadeTenant;
let id: string;

beforeAll(async () => {
  tenant = await makeTenant();
  id = await makeConversation(tenant.ctx, {
    ...{ title: '../Urlaub: 東京?\u202e', question: 'Wie lange?', answer: 'Zwei Wochen.' },
    ...{ quote: 'Zwei', documentId: newId() },
  });
});

describe('one conversation taken out', () => {
  it('is a file with a plain name, and in the audit log', async () => {
    const file = await exportConversation(tenant.ctx, id, { format: 'md' });
    expect(file.name).toBe('Urlaub 東京.md');
    expect(Buffer.from(file.bytes).toString()).toContain('Zwei Wochen.');
    const pdf = await exportConversation(tenant.ctx, id, { format: 'pdf', zone: 'Europe/Berlin' });
    expect(Buffer.from(pdf.bytes.subarray(0, 5)).toString()).toBe('%PDF-');
    const entries = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ detail: object }>(
        `select detail from audit_entry where tenant_id = :tenant and action = 'conversation.export' order by at`,
      ),
    );
    expect(entries.map(({ detail }) => detail)).toEqual([
      { format: 'md', messages: 2 },
      { format: 'pdf', messages: 2 },
    ]);
  });

  it('is its own person’s', async () => {
    const admin = await makeMember(tenant, 'admin');
    const other = await makeTenant();
    for (const ctx of [admin.ctx, other.ctx])
      await expect(exportConversation(ctx, id, { format: 'md' })).rejects.toMatchObject({
        code: 'not_found',
      });
  });
});
