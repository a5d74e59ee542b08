import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { removeMember } from '@/lib/people/remove-member';
import type { TenantContext } from '@/lib/tenancy/context';
import { AUDIT_HEADER, auditCells, exportAuditEntries } from './export-entries';
import { listAuditEntries } from './list-entries';
import { recordAudit } from './record';
import type { AuditFilter, AuditRecord } from './schema';

const COUNT = 120;
const ALL: AuditFilter = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };

let tenant: MadeTenant;
let other: MadeTenant;
let member: Awaited<ReturnType<typeof makeMember>>;
let requestId: string;
beforeAll(async () => {
  [tenant, other] = [await makeTenant(), await makeTenant()];
  member = await makeMember(tenant);
  requestId = newId();
  await record(tenant.ctx, COUNT, 'folder.rename');
  await record(member.ctx, 1, 'conversation.rename', { requestId, outcome: 'refused' });
  await record(other.ctx, 3, 'folder.rename');
});
afterAll(closePools);

async function record(ctx: TenantContext, count: number, action: string, rest = {}) {
  await withTenantSql(ctx, async (sql) => {
    for (let n = 0; n < count; n++)
      await recordAudit(ctx, sql, { action, objectKind: 'folder', objectId: newId(), ...rest });
  });
}

async function exported(ctx: TenantContext, filter: AuditFilter): Promise<AuditRecord[]> {
  const records: AuditRecord[] = [];
  for await (const batch of exportAuditEntries(ctx, filter)) records.push(...batch);
  return records;
}

describe('a workspace’s audit log', () => {
  it('turns its pages in both directions without losing or repeating an entry', async () => {
    const filter = { ...ALL, action: 'folder.rename' };
    const pages = [(await listAuditEntries(tenant.ctx, filter)).page];
    for (let older = pages[0]?.older; older; older = pages.at(-1)?.older)
      pages.push((await listAuditEntries(tenant.ctx, filter, { older })).page);
    const ids = pages.map((page) => page.rows.map((entry) => entry.id));
    expect(ids.map((page) => page.length)).toEqual([50, 50, 20]);
    expect(new Set(ids.flat()).size).toBe(COUNT);
    const newer = pages[2]?.newer ?? undefined;
    const back = await listAuditEntries(tenant.ctx, filter, { newer });
    expect(back.page.rows.map((entry) => entry.id)).toEqual(ids[1]);
    expect((await exported(tenant.ctx, filter)).map((entry) => entry.id)).toEqual(ids.flat());
  });

  it('is narrowed by action, person, kind of actor and time', async () => {
    const of = async (filter: Partial<AuditFilter>) =>
      (await exported(tenant.ctx, { ...ALL, ...filter })).map((entry) => entry.action);
    expect(await of({ actor: member.id })).toEqual(['conversation.rename']);
    expect(await of({ action: 'conversation.rename' })).toEqual(['conversation.rename']);
    expect(await of({ actor: 'operator' })).toEqual(['tenant.create']);
    expect(await of({ actor: 'worker' })).toEqual([]);
    expect(await of({ to: '2001-01-01T00:00:00Z' })).toEqual([]);
    const { choices } = await listAuditEntries(tenant.ctx, ALL);
    expect(choices.actions).toContain('conversation.rename');
    expect(choices.actors.map(({ value }) => value).sort()).toEqual(
      [tenant.ctx.principal.id, member.id, 'operator'].sort(),
    );
  });

  it('has who, what, how it ended and the request, and leaves as a file with all of it', async () => {
    const [entry] = await exported(tenant.ctx, { ...ALL, actor: member.id });
    expect(entry).toMatchObject({ actorId: member.id, outcome: 'refused', requestId });
    const cells = entry ? auditCells(entry) : [];
    expect(cells).toHaveLength(AUDIT_HEADER.length);
    expect(cells[AUDIT_HEADER.indexOf('request_id')]).toBe(requestId);
  });

  it('names members, and those who have left as such', async () => {
    const leaver = await makeMember(tenant);
    const added = async () =>
      (await listAuditEntries(tenant.ctx, { ...ALL, action: 'member.add' })).page.rows.find(
        (entry) => entry.objectId === leaver.id,
      )?.member;
    expect(await added()).toBe('Test');
    await removeMember(tenant.ctx, leaver.id);
    expect(await added()).toBe('A former member');
  });

  it('has nothing of other workspaces, whoever is asked for', async () => {
    const entries = await exported(other.ctx, ALL);
    expect(entries.map((entry) => entry.action).sort()).toEqual([
      'folder.rename',
      'folder.rename',
      'folder.rename',
      'tenant.create',
    ]);
    expect(await exported(other.ctx, { ...ALL, actor: member.id })).toEqual([]);
    const foreign = (await exported(tenant.ctx, ALL))[0];
    const older = `${ALL.to}_${foreign?.id}`;
    const { page, choices } = await listAuditEntries(other.ctx, ALL, { older });
    expect(page.rows).toHaveLength(4);
    expect(JSON.stringify(choices)).not.toContain(member.id);
  });

  it('is for owners and admins', async () => {
    const refused = { code: 'forbidden' };
    await expect(listAuditEntries(member.ctx, ALL)).rejects.toMatchObject(refused);
    await expect(exported(member.ctx, ALL)).rejects.toMatchObject(refused);
  });
});
