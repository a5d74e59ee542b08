import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { dataPath } from '@/lib/env';
import { newId } from '@/lib/ids';
import { activateVersion, destroyVersion, prepareVersion } from '@/lib/keys/rotate-version';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { listDocuments } from './queries';
import { readUpload } from './read-upload';
import { uploadDocument } from './upload-document';

let tenant: MadeTenant;
beforeEach(async () => {
  tenant = await makeTenant('free');
});
// No worker of another test file should read all these.
afterEach(() =>
  withTenantSql(tenant.ctx, (sql) =>
    sql(`update job set state = 'cancelled' where tenant_id = :tenant`),
  ),
);

const file = (content: string, name = 'note.txt') => ({
  name,
  mediaType: 'text/plain',
  bytes: Buffer.from(content),
});

function request(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  return new Request('http://localhost/', {
    method: 'POST',
    body,
    headers: { 'x-file-name': 'note.txt', ...headers },
    ...{ duplex: 'half' },
  });
}

describe('an original that arrives', () => {
  it('lies beside its place, sealed, until it is kept, and is sealed anew when the key changed', async () => {
    const objects = tenantObjects(tenant.ctx);
    const { original } = await readUpload(tenant.ctx, request('the canary sings'), 100);
    expect(await objects.get('original', original.id)).toBeUndefined();
    const [draft = ''] = await originals();
    expect((await readFile(path.join(directory(), draft))).includes('canary')).toBe(false);
    await activateVersion(tenant.ctx, await prepareVersion(tenant.ctx));
    await original.keep();
    await original.discard();
    await destroyVersion(tenant.ctx, 1);
    expect((await objects.get('original', original.id))?.toString()).toBe('the canary sings');
    expect(await originals()).toEqual([original.id]);
  });
});

const directory = () =>
  dataPath('objects', tenantKeys(tenant.ctx).namespace('objects'), 'original');
async function originals(): Promise<string[]> {
  return readdir(directory()).catch(() => []);
}

describe('uploadDocument', () => {
  it('stores sealed bytes, a job and an audit entry', async () => {
    const { document, alreadyHere } = await uploadDocument(
      tenant.ctx,
      file('hello', 'Ünïcode 文書.txt'),
    );
    expect(alreadyHere).toBe(false);
    expect(document).toMatchObject({
      name: 'Ünïcode 文書.txt',
      stage: 'received',
      bytes: 5,
      folderId: tenant.folderId,
      folderName: 'General',
      createdBy: 'Test',
    });
    const rows = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ name_sealed: Buffer; jobs: bigint; audits: bigint }>(
        `select name_sealed, (select count(*) from job where subject_id = d.id) as jobs,
           (select count(*) from audit_entry where object_id = d.id and action = 'document.upload') as audits
         from document d where tenant_id = :tenant`,
      ),
    );
    expect(rows).toMatchObject([{ jobs: 1n, audits: 1n }]);
    expect(rows[0]?.name_sealed.toString('utf8')).not.toContain('文書');
    expect(await originals()).toEqual([document.id]);
  });

  it('keeps one of the same bytes, also when they come at the same time', async () => {
    const results = await Promise.all(
      ['a.txt', 'b.txt', 'c.txt'].map((name) => uploadDocument(tenant.ctx, file('same', name))),
    );
    expect(results.filter((result) => !result.alreadyHere)).toHaveLength(1);
    expect(new Set(results.map((result) => result.document.id)).size).toBe(1);
    expect(await originals()).toHaveLength(1);
    // Another tenant's same bytes are none of its business.
    const other = await makeTenant();
    expect((await uploadDocument(other.ctx, file('same'))).alreadyHere).toBe(false);
  });

  it('refuses members, empty files, foreign folders and what is over a limit', async () => {
    const member = await makeMember(tenant);
    const other = await makeTenant();
    const refused = [
      [member.ctx, file('x'), 'forbidden'],
      [tenant.ctx, file(''), 'invalid_input'],
      [tenant.ctx, { ...file('x'), folderId: other.folderId }, 'not_found'],
      [tenant.ctx, { ...file('x'), folderId: newId() }, 'not_found'],
      [tenant.ctx, { ...file(''), bytes: Buffer.alloc(10 * 1024 * 1024 + 1) }, 'too_large'],
    ] as const;
    for (const [ctx, input, code] of refused)
      await expect(uploadDocument(ctx, input)).rejects.toMatchObject({ code });
    expect(await originals()).toEqual([]);
    expect((await listDocuments(tenant.ctx)).counts.all).toBe(0);
  });

  it('never holds more documents than the policy allows', async () => {
    const uploads = await Promise.allSettled(
      Array.from({ length: 103 }, (_, n) => uploadDocument(tenant.ctx, file(`number ${n}`))),
    );
    const refused = uploads.flatMap((upload) =>
      upload.status === 'rejected' ? [upload.reason] : [],
    );
    expect(refused).toHaveLength(3);
    expect(refused[0]).toMatchObject({
      code: 'conflict',
      limit: { name: 'documents', limit: 100 },
    });
    expect(await originals()).toHaveLength(100);

    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listDocuments(tenant.ctx, { limit: 30, cursor });
      seen.push(...page.documents.map((document) => document.id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(100);
    expect(seen).toHaveLength(100);
  });

  it('finds by part of the sealed name', async () => {
    await uploadDocument(tenant.ctx, file('one', 'Travel policy.txt'));
    await uploadDocument(tenant.ctx, file('two', 'Minutes.txt'));
    const { documents } = await listDocuments(tenant.ctx, { name: 'POLICY' });
    expect(documents.map((document) => document.name)).toEqual(['Travel policy.txt']);
  });
});

describe('readUpload', () => {
  it('decodes the name and keeps the type', async () => {
    const headers = {
      'x-file-name': encodeURIComponent('ré sumé.md'),
      'content-type': 'text/markdown; charset=utf-8',
    };
    const upload = await readUpload(tenant.ctx, request('# Hi', headers), 100);
    expect(upload).toMatchObject({ name: 'ré sumé.md', mediaType: 'text/markdown' });
    expect(upload.original.bytes).toBe(4);
    await upload.original.keep();
    const stored = await tenantObjects(tenant.ctx).get('original', upload.original.id);
    expect(stored?.toString()).toBe('# Hi');
  });

  it.each([
    ['a declared size over the limit', request('x', { 'content-length': '101' }), 'too_large'],
    ['a body cut off', request('x', { 'content-length': '50' }), 'invalid_input'],
    ['no name', request('x', { 'x-file-name': '' }), 'invalid_input'],
    ['a name that is not encoded', request('x', { 'x-file-name': '%E0%A4%A' }), 'invalid_input'],
    ['a name of 256 bytes', request('x', { 'x-file-name': 'a'.repeat(256) }), 'invalid_input'],
    ['a name with a line break', request('x', { 'x-file-name': 'a%0Ab' }), 'invalid_input'],
  ])('refuses %s', async (_what, incoming, code) => {
    await expect(readUpload(tenant.ctx, incoming, 100)).rejects.toMatchObject({ code });
    expect(await originals()).toEqual([]);
  });

  it('stops reading once the limit is passed', async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(40));
      },
    });
    await expect(readUpload(tenant.ctx, request(endless), 100)).rejects.toMatchObject({
      code: 'too_large',
      limit: { limit: 100 },
    });
    expect(pulled).toBeLessThan(8);
    expect(await originals()).toEqual([]);
  });

  it('passes an aborted body on and frees its place', async () => {
    for (let n = 0; n < 10; n++) {
      const broken = new ReadableStream({
        pull: (controller) => controller.error(new Error('gone')),
      });
      await expect(readUpload(tenant.ctx, request(broken), 100)).rejects.toMatchObject({
        code: 'cancelled',
      });
    }
    expect(await originals()).toEqual([]);
    await expect(readUpload(tenant.ctx, request('x'), 100)).resolves.toBeDefined();
  });
});
