import { beforeAll, describe, expect, it } from 'vitest';
import { addDocument } from '@/e2e/support/add-document';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { noMeter } from '@/e2e/support/no-meter';
import { now } from '@/lib/clock';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { tenantVectors } from '@/lib/vectors/tenant-vectors';
import { indexChunks, removeFromIndex } from './index-chunks';
import { search } from './search';

const LEAVE = 'Parental leave lasts sixteen weeks and is paid in full from the first day.';
const TRAVEL = 'Flights are booked through the travel desk at least seven days ahead.';
const SALARY = 'The salary of the director was raised to 240,000 euros in March.';

/** A folder for people named one by one, of whom there is none. */
async function addClosedFolder(ctx: TenantContext): Promise<string> {
  const id = newId();
  await withTenantSql(ctx, (sql) =>
    sql(
      `insert into folder (tenant_id, id, audience, created_by, created_at)
       values (:tenant, $1, 'people', $2, $3)`,
      [id, ctx.principal.id, now()],
    ),
  );
  return id;
}

const texts = async (ctx: TenantContext, question: string, options = {}) =>
  (await search(ctx, question, { limit: 5, ...options })).map((passage) => passage.text);

describe('search', () => {
  let tenant: MadeTenant;
  let handbook: string;
  let closedFolder: string;

  beforeAll(async () => {
    tenant = await makeTenant();
    handbook = await addDocument(tenant, 'Handbook.txt', [LEAVE, TRAVEL]);
    closedFolder = await addClosedFolder(tenant.ctx);
    await addDocument({ ctx: tenant.ctx, folderId: closedFolder }, 'Board.txt', [SALARY]);
  });

  it('finds the passage with its place and scores', async () => {
    const [passage] = await search(tenant.ctx, 'How long is parental leave?', { limit: 5 });
    expect(passage).toMatchObject({
      tenantId: tenant.ctx.tenantId,
      documentId: handbook,
      documentName: 'Handbook.txt',
      heading: 'Rules',
      page: 2,
      start: 10,
      end: 10 + LEAVE.length,
      text: LEAVE,
    });
    expect(passage?.bm25).toBeGreaterThan(0);
    expect(passage?.dense).toBeGreaterThan(0.3);
  });

  it('finds nothing for a topic that no document has', async () => {
    expect(await texts(tenant.ctx, 'Which torque do the wheel nuts of a tractor need?')).toEqual(
      [],
    );
    expect(await texts(tenant.ctx, 'asdf qwer zxcv')).toEqual([]);
    expect(await texts(tenant.ctx, '')).toEqual([]);
  });

  it('keeps to folders and documents when asked', async () => {
    const question = 'How long is parental leave?';
    expect(await texts(tenant.ctx, question, { documentIds: [handbook] })).toContain(LEAVE);
    expect(await texts(tenant.ctx, question, { folderIds: [closedFolder] })).toEqual([]);
    expect(await texts(tenant.ctx, question, { documentIds: [newId()] })).toEqual([]);
  });

  it('hides folders that the person may not read', async () => {
    const question = 'What is the salary of the director?';
    expect(await texts(tenant.ctx, question)).toEqual([SALARY]);
    const member = await makeMember(tenant);
    expect(await texts(member.ctx, question)).toEqual([]);
    expect(await texts(member.ctx, question, { folderIds: [closedFolder] })).toEqual([]);
  });

  it('shows another tenant nothing', async () => {
    const other = await makeTenant();
    expect(await texts(other.ctx, 'How long is parental leave?')).toEqual([]);
    expect(await texts(other.ctx, 'parental leave', { documentIds: [handbook] })).toEqual([]);
  });

  it('keeps hashes and vectors only, different ones for each tenant', async () => {
    const other = await makeTenant();
    await addDocument(other, 'Handbook.txt', [LEAVE]);
    const terms = async (ctx: TenantContext) =>
      withTenantSql(ctx, (sql) =>
        sql<{ term: Buffer }>('select term from lexical_posting where tenant_id = :tenant'),
      ).then((rows) => rows.map((row) => row.term.toString('latin1')));
    const [mine, theirs] = await Promise.all([terms(tenant.ctx), terms(other.ctx)]);
    expect(theirs.length).toBeGreaterThan(5);
    expect(theirs.filter((term) => mine.includes(term))).toEqual([]);
    expect(theirs.join(' ')).not.toMatch(/parent|leav|week/);
  });

  it('replaces what an earlier attempt indexed, and forgets what is removed', async () => {
    const own = await makeTenant();
    const documentId = await addDocument(own, 'Handbook.txt', [LEAVE]);
    const chunkId = (await search(own.ctx, 'parental leave', { limit: 1 }))[0]?.chunkId ?? '';
    const again = [{ id: chunkId, text: LEAVE }];
    await indexChunks(own.ctx, { id: documentId, folderId: own.folderId }, again, {
      meter: noMeter,
    });
    expect(await tenantVectors(own.ctx).count()).toBe(1);
    expect(await texts(own.ctx, 'parental leave')).toEqual([LEAVE]);
    await removeFromIndex(own.ctx, documentId);
    expect(await tenantVectors(own.ctx).count()).toBe(0);
    expect(await texts(own.ctx, 'parental leave')).toEqual([]);
  });

  it('stops when aborted', async () => {
    const stop = AbortSignal.abort(new Error('cancelled'));
    const chunks = [{ id: newId(), text: LEAVE }];
    const document = { id: handbook, folderId: tenant.folderId };
    const own = await makeTenant();
    await expect(
      indexChunks(own.ctx, document, chunks, { signal: stop, meter: noMeter }),
    ).rejects.toThrow('cancelled');
  });
});
