import { beforeEach, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeConversation } from '@/e2e/support/make-conversation';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { deleteConversation } from '@/lib/chat/change-conversation';
import { setReading } from '@/lib/chat-reading/set-reading';
import { endSupportGrants } from '@/lib/db/credentials';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { removeMember } from '@/lib/people/remove-member';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { grantSupport } from './grant-support';
import { listGranted, supportStands } from './list-granted';
import { openGranted } from './open-granted';
import { readGrantsOn, readSupportNotice, readSupportPage } from './queries';
import { revokeSupport } from './revoke-support';
import { setMembersGrant } from './set-members-grant';

let tenant: MadeTenant;
let operator: PlatformContext;
let admin: TenantContext;
let member: TenantContext;
beforeEach(async () => {
  tenant = await makeTenant();
  operator = await makePlatformPerson('operator');
  ({ ctx: admin } = await makeMember(tenant, 'admin'));
  ({ ctx: member } = await makeMember(tenant));
});

const absent = { code: 'not_found' };
const refused = { code: 'forbidden' };
const said = { title: 'Fees', question: 'What is due?', answer: 'Nothing.', quote: 'No fee.' };

function write(ctx: TenantContext): Promise<string> {
  return makeConversation(ctx, { ...said, documentId: newId() });
}

function grant(ctx: TenantContext, subjectId: string, given: object = {}): Promise<string> {
  return grantSupport(ctx, {
    ...{ kind: 'conversation', subjectId, operatorId: operator.userId, hours: 2, note: '' },
    ...given,
  });
}

const open = (id: string, as = operator, of = tenant.ctx.tenantId) => openGranted(as, of, id);
const setTo = (id: string, change: string) =>
  asSuperuser(`update support_grant set ${change} where id = $1`, [id]);
const logOf = (of: TenantContext) =>
  asSuperuser<{ action: string; actor_kind: string; actor_id: string }>(
    `select action, actor_kind, actor_id from audit_entry where tenant_id = $1 and action like 'support.%' order by at`,
    [of.tenantId],
  );
const platformLogOf = async (of: TenantContext) =>
  (
    await asSuperuser<{ action: string }>(
      `select action from platform_audit where subject_tenant = $1 and action like 'support.%' order by at`,
      [of.tenantId],
    )
  ).map(({ action }) => action);

describe('a grant', () => {
  it('opens one conversation for the operator whom it names, with its quotes and its note', async () => {
    const conversation = await write(tenant.ctx);
    const other = await write(tenant.ctx);
    const id = await grant(tenant.ctx, conversation, { note: 'Look at the fee.' });
    expect(await listGranted(operator)).toMatchObject([
      { id, tenant: { id: tenant.ctx.tenantId }, kind: 'conversation', inForce: true, reads: 0 },
    ]);
    const view = await open(id);
    expect(view).toMatchObject({ note: 'Look at the fee.', title: 'Fees', trace: null });
    expect(view.messages).toMatchObject([
      { author: 'user', text: 'What is due?', quotes: [] },
      { author: 'assistant', text: 'Nothing.', quotes: [{ text: 'No fee.', page: 1 }] },
    ]);
    expect(JSON.stringify(view)).not.toContain(other);
    const { grants } = await readSupportPage(tenant.ctx);
    expect(grants).toMatchObject([{ id, reads: 1, inForce: true, title: 'Fees', own: true }]);
    expect(grants[0]?.lastReadAt).not.toBeNull();
  });

  it('is in both logs: granted, each reading, revoked', async () => {
    const id = await grant(tenant.ctx, await write(tenant.ctx));
    await open(id);
    await open(id);
    await revokeSupport(tenant.ctx, id);
    const [person, reader] = [tenant.ctx.principal.id, operator.userId];
    expect(await logOf(tenant.ctx)).toEqual([
      { action: 'support.grant', actor_kind: 'user', actor_id: person },
      { action: 'support.read', actor_kind: 'operator', actor_id: reader },
      { action: 'support.read', actor_kind: 'operator', actor_id: reader },
      { action: 'support.revoke', actor_kind: 'user', actor_id: person },
    ]);
    expect(await platformLogOf(tenant.ctx)).toEqual([
      'support.grant',
      'support.read',
      'support.read',
      'support.revoke',
    ]);
  });

  it('is told to the workspace, as ids', async () => {
    const id = await grant(tenant.ctx, await write(tenant.ctx), { note: 'Look at the fee.' });
    const events = await asSuperuser(
      `select person_id, facts from tenant_event where tenant_id = $1 and kind = 'support.granted'`,
      [tenant.ctx.tenantId],
    );
    expect(events).toMatchObject([
      {
        person_id: tenant.ctx.principal.id,
        facts: { grantId: id, kind: 'conversation', operatorId: operator.userId },
      },
    ]);
    expect(JSON.stringify(events)).not.toContain('fee');
  });

  it('is nobody else’s: no other operator’s, no auditor’s, no other tenant’s', async () => {
    const id = await grant(tenant.ctx, await write(tenant.ctx));
    const other = await makeTenant();
    await expect(open(id, await makePlatformPerson('operator'))).rejects.toMatchObject(absent);
    for (const role of ['auditor', 'finance'] as const)
      await expect(open(id, await makePlatformPerson(role))).rejects.toMatchObject(refused);
    await expect(open(id, operator, other.ctx.tenantId)).rejects.toMatchObject(absent);
    for (const wrong of [newId(), 'x', '']) await expect(open(wrong)).rejects.toMatchObject(absent);
    expect(await listGranted(await makePlatformPerson('operator'))).toEqual([]);
    expect((await readSupportPage(other.ctx)).grants).toEqual([]);
    await expect(revokeSupport(other.ctx, id)).rejects.toMatchObject(absent);
    expect(await supportStands(operator, tenant.ctx.tenantId, id)).toBe(true);
  });

  it('shows what had been written when it was granted', async () => {
    const conversation = await write(tenant.ctx);
    const id = await grant(tenant.ctx, conversation);
    const later = newId();
    const sealed = tenantKeys(tenant.ctx).seal(
      { table: 'message', row: later, column: 'text' },
      'Written later',
    );
    await withTenantSql(tenant.ctx, (sql) =>
      sql(
        `insert into message (tenant_id, id, conversation_id, user_id, ordinal, author, state, text_sealed, created_at)
         values (:tenant, $1, $2, $3, 3, 'user', 'complete', $4, now())`,
        [later, conversation, tenant.ctx.principal.id, sealed],
      ),
    );
    expect((await open(id)).messages.map(({ text }) => text)).toEqual(['What is due?', 'Nothing.']);
  });

  it('of a trace shows ids and numbers of one answer, and no sentence', async () => {
    const conversation = await write(tenant.ctx);
    const messageId = await answerOf(conversation);
    await expect(grant(tenant.ctx, messageId, { kind: 'trace' })).rejects.toMatchObject(absent);
    await addTrace(conversation, messageId);
    const id = await grant(tenant.ctx, messageId, { kind: 'trace' });
    const view = await open(id);
    expect(view).toMatchObject({ kind: 'trace', messages: [], title: null });
    expect(view.trace?.passages).toMatchObject([{ use: 'cited', score: 0.5 }]);
    expect(JSON.stringify(view)).not.toContain('Nothing.');
  });
});

describe('the end of a grant', () => {
  it('is at once when it is revoked, by whoever it concerns, and once', async () => {
    const conversation = await write(tenant.ctx);
    const id = await grant(tenant.ctx, conversation);
    await expect(revokeSupport(member, id)).rejects.toMatchObject(absent);
    await revokeSupport(admin, id);
    await expect(open(id)).rejects.toMatchObject(absent);
    expect(await supportStands(operator, tenant.ctx.tenantId, id)).toBe(false);
    await expect(revokeSupport(tenant.ctx, id)).rejects.toMatchObject(absent);
    expect((await readSupportPage(admin)).grants).toMatchObject([{ end: 'revoked', reads: 0 }]);
    expect(await readGrantsOn(admin, conversation)).toEqual([]);
    await grant(tenant.ctx, conversation);
  });

  it('comes by itself, before anybody writes it down, and is written down once', async () => {
    const id = await grant(tenant.ctx, await write(tenant.ctx), { note: 'Here.' });
    await setTo(
      id,
      `granted_at = now() - interval '3 hours', expires_at = now() - interval '1 hour'`,
    );
    await expect(open(id)).rejects.toMatchObject(absent);
    expect((await readSupportPage(admin)).grants).toMatchObject([{ inForce: false, end: null }]);
    await endSupportGrants();
    await endSupportGrants();
    expect((await readSupportPage(admin)).grants).toMatchObject([{ end: 'expired' }]);
    const ended = (await logOf(tenant.ctx)).filter(({ action }) => action === 'support.end');
    expect(ended).toMatchObject([{ actor_kind: 'system' }]);
    expect(await platformLogOf(tenant.ctx)).toEqual([
      'support.grant',
      'support.refused',
      'support.end',
    ]);
    const kept = await asSuperuser('select note_sealed from support_grant where id = $1', [id]);
    expect(kept).toEqual([{ note_sealed: null }]);
  });

  it('comes with the conversation, the granter’s rights, the operator’s role and a pause', async () => {
    const conversation = await write(tenant.ctx);
    const removed = await grant(tenant.ctx, conversation);
    await deleteConversation(tenant.ctx, conversation);
    await expect(open(removed)).rejects.toMatchObject(absent);
    const kept = await grant(tenant.ctx, await write(tenant.ctx));
    const state = (to: string) =>
      asSuperuser('update tenant set state = $2 where id = $1', [tenant.ctx.tenantId, to]);
    await state('suspended');
    await expect(open(kept)).rejects.toMatchObject(absent);
    await endSupportGrants();
    await state('active');
    expect((await open(kept)).title).toBe('Fees');
    await asSuperuser('update app_user set platform_role = null where id = $1', [operator.userId]);
    await expect(open(kept)).rejects.toMatchObject(absent);
    await endSupportGrants();
    const { grants } = await readSupportPage(admin);
    expect(grants.map(({ id, end }) => [id, end])).toEqual([
      [kept, 'overtaken'],
      [removed, 'removed'],
    ]);
  });

  it('comes with who granted it, who is named there no longer', async () => {
    await setReading(tenant.ctx, { adminsRead: true });
    const id = await grant(admin, await write(member));
    await removeMember(tenant.ctx, admin.principal.id);
    await expect(open(id)).rejects.toMatchObject(absent);
    const named = await asSuperuser<{ granted_by: string }>(
      'select granted_by, end_reason from support_grant where id = $1',
      [id],
    );
    expect(named).toEqual([
      { granted_by: '00000000-0000-0000-0000-000000000000', end_reason: 'overtaken' },
    ]);
  });
});

describe('who grants', () => {
  it('is whoever may read it: administrators their own, and colleagues’ when they may read those', async () => {
    const conversation = await write(member);
    for (const ctx of [tenant.ctx, admin])
      await expect(grant(ctx, conversation)).rejects.toMatchObject(absent);
    await setReading(tenant.ctx, { adminsRead: true });
    await expect(grant(admin, conversation)).rejects.toMatchObject(absent);
    const after = await write(member);
    const id = await grant(admin, after);
    expect((await open(id)).messages).toHaveLength(2);
    expect((await readSupportNotice(member)).grants).toMatchObject([{ id, conversationId: after }]);
    await setReading(tenant.ctx, { adminsRead: false });
    await expect(open(id)).rejects.toMatchObject(absent);
    await setReading(tenant.ctx, { adminsRead: true });
    await expect(open(id)).rejects.toMatchObject(absent);
  });

  it('shows of a colleague’s conversation what was written since it could be read', async () => {
    await setReading(tenant.ctx, { adminsRead: true });
    const conversation = await write(member);
    await asSuperuser(
      `update message set created_at = '2020-01-01T00:00:00Z' where conversation_id = $1 and author = 'user'`,
      [conversation],
    );
    await asSuperuser(`update conversation set created_at = '2020-01-01T00:00:00Z' where id = $1`, [
      conversation,
    ]);
    const view = await open(await grant(admin, conversation));
    expect(view).toMatchObject({ title: null, messages: [{ text: 'Nothing.' }] });
  });

  it('is a member when an owner says so, and only for what is the member’s own', async () => {
    const conversation = await write(member);
    await expect(grant(member, conversation)).rejects.toMatchObject(refused);
    expect(await readSupportPage(member)).toMatchObject({ may: false, operators: [] });
    await expect(setMembersGrant(admin, { membersGrant: true })).rejects.toMatchObject(refused);
    await setMembersGrant(tenant.ctx, { membersGrant: true });
    const { operators } = await readSupportPage(member);
    expect(operators.map(({ id }) => id)).toContain(operator.userId);
    const id = await grant(member, conversation);
    expect((await open(id)).title).toBe('Fees');
    await expect(grant(member, await write(admin))).rejects.toMatchObject(absent);
    await setMembersGrant(tenant.ctx, { membersGrant: false });
    await expect(open(id)).rejects.toMatchObject(absent);
  });

  it('names one operator, for a day at most, once for the same, and not without end', async () => {
    const conversation = await write(tenant.ctx);
    for (const operatorId of [newId(), tenant.ctx.principal.id])
      await expect(grant(tenant.ctx, conversation, { operatorId })).rejects.toMatchObject({
        code: 'invalid_input',
      });
    for (const hours of [0, 25, -1])
      await expect(grant(tenant.ctx, conversation, { hours })).rejects.toBeDefined();
    const both = await Promise.allSettled([1, 2].map(() => grant(tenant.ctx, conversation)));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(grant(tenant.ctx, conversation)).rejects.toMatchObject({ code: 'conflict' });
    const longest = setTo(
      (await readSupportPage(admin)).grants[0]?.id ?? '',
      "expires_at = granted_at + interval '25 hours'",
    );
    await expect(longest).rejects.toThrow(/check/);
  });
});

async function answerOf(conversation: string): Promise<string> {
  const [row] = await asSuperuser<{ id: string }>(
    `select id from message where conversation_id = $1 and author = 'assistant'`,
    [conversation],
  );
  return row?.id ?? '';
}

async function addTrace(conversation: string, message: string): Promise<void> {
  const id = newId();
  const passage = { chunk: newId(), document: newId(), page: 1, start: 0, end: 1, use: 'cited' };
  const payload = { passages: [{ ...passage, score: 0.5, bm25: 1, dense: 0.5 }] };
  const sealed = tenantKeys(tenant.ctx).seal(
    { table: 'answer_trace', row: id, column: 'payload' },
    JSON.stringify(payload),
  );
  await withTenantSql(tenant.ctx, (sql) =>
    sql(
      `insert into answer_trace (tenant_id, id, message_id, conversation_id, request_id, user_id, payload_sealed, created_at)
       values (:tenant, $1, $2, $3, $1, $4, $5, now())`,
      [id, message, conversation, tenant.ctx.principal.id, sealed],
    ),
  );
}
