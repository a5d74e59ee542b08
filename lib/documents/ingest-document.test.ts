import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { search } from '@/lib/retrieval/search';
import { getDocument } from './queries';
import { readDocumentText } from './read-passage';
import { failureText } from './schema';
import { uploadDocument } from './upload-document';

const FIXTURES = path.resolve('e2e/support/fixtures');
let tenant: MadeTenant;
let worker: TestWorker;

beforeAll(async () => {
  worker = startTestWorker();
  worker.start();
  tenant = await makeTenant();
}, 300_000);
afterAll(() => worker.close());

async function upload(file: string) {
  const bytes = await readFile(path.join(FIXTURES, file));
  const name = path.basename(file);
  return uploadDocument(tenant.ctx, { name, mediaType: 'application/octet-stream', bytes });
}

async function rowsOf(table: 'chunk' | 'lexical_posting', documentId: string): Promise<number> {
  const rows = await withTenantSql(tenant.ctx, (sql) =>
    sql(`select 1 from ${table} where tenant_id = :tenant and document_id = $1`, [documentId]),
  );
  return rows.length;
}

describe('a file of each format', () => {
  it.each([
    ['handbook.pdf', 'pdf', 'How many weeks of paid leave do new parents get?', '26 weeks'],
    ['travel-policy.docx', 'docx', 'What may a hotel in Zurich cost?', '240'],
    ['kickoff.pptx', 'pptx', 'When does Project Heron go live?', '3 March 2027'],
    ['budget.xlsx', 'xlsx', 'Marketing budget approved', '125000'],
    ['customers.csv', 'csv', 'Quill & Sons Bergen seats', '42'],
    ['security.html', 'html', 'Within how many hours are incidents reported?', '4 hours'],
    ['onboarding.md', 'markdown', 'Who issues the build badge?', 'B-117'],
    ['minutes.txt', 'text', 'When did the board approve the Lisbon office?', '9 June 2026'],
  ])('%s is indexed and found', async (file, format, question, fact) => {
    const { document, alreadyHere } = await upload(`good/${file}`);
    expect(alreadyHere).toBe(false);
    const report = await worker.ended(document.id);
    expect(report).toMatchObject({ outcome: 'done', peakBytes: expect.any(Number) });

    const view = await getDocument(tenant.ctx, document.id);
    expect(view).toMatchObject({ name: file, format, stage: 'indexed', failure: null });
    expect(view.chunks).toBe(await rowsOf('chunk', document.id));
    const { text, pages } = await readDocumentText(tenant.ctx, document.id);
    expect(pages).toHaveLength(view.pages ?? -1);
    expect(text).toContain(fact);

    const passages = await search(tenant.ctx, question, { limit: 3, documentIds: [document.id] });
    expect(passages[0]?.text).toContain(fact);
    for (const passage of passages)
      expect(text.slice(passage.start, passage.end)).toBe(passage.text);
  });
});

describe('a file that cannot be read', () => {
  // Of its own: one of the files has the bytes of a good one under another name.
  beforeAll(async () => {
    tenant = await makeTenant();
  });

  it.each([
    ['encrypted.pdf', 'encrypted'],
    ['encrypted.docx', 'encrypted'],
    ['old.doc', 'unsupported'],
    ['corrupt.pdf', 'corrupt'],
    ['corrupt.docx', 'corrupt'],
    ['entities.docx', 'corrupt'],
    ['blank.txt', 'empty'],
    ['picture.pdf', 'mislabelled'],
    ['document.xlsx', 'mislabelled'],
    ['binary.txt', 'mislabelled'],
    ['scanned.pdf', 'no_text'],
    ['bomb.docx', 'archive_bomb'],
    ['lying-bomb.docx', 'archive_bomb'],
  ])('%s fails as %s and leaves only the original', async (file, code) => {
    const { document } = await upload(`bad/${file}`);
    expect((await worker.ended(document.id)).outcome).toBe('failed');
    const view = await getDocument(tenant.ctx, document.id);
    expect(view).toMatchObject({ stage: 'failed', failure: { code, message: failureText(code) } });
    const events = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ facts: unknown }>(
        `select facts from tenant_event
         where tenant_id = :tenant and kind = 'document.failed' and facts ->> 'documentId' = $1`,
        [document.id],
      ),
    );
    expect(events).toEqual([{ facts: { documentId: document.id, code } }]);
    expect(await rowsOf('chunk', document.id)).toBe(0);
    expect(await rowsOf('lexical_posting', document.id)).toBe(0);
    expect(await tenantObjects(tenant.ctx).get('text', document.id)).toBeUndefined();
    expect(await tenantObjects(tenant.ctx).get('original', document.id)).toBeDefined();
  });
});
