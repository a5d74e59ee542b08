import { beforeEach, expect, it } from 'vitest';
import { makeConversation } from '@/e2e/support/make-conversation';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { listConversations } from '@/lib/chat/queries';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { listColleagueConversations, readColleagueConversation } from './queries';
import { readChatReading } from './read-setting';
import { setReading } from './set-reading';

let tenant: MadeTenant;
let member: TenantContext;
let admin: TenantContext;
beforeEach(async () => {
  tenant = await makeTenant();
  ({ ctx: member } = await makeMember(tenant));
  ({ ctx: admin } = await makeMember(tenant, 'admin'));
});

const absent = { code: 'not_found' };

async function write(question: string): Promise<{ id: string }> {
  const said = { title: question, question, answer: 'An answer.', quote: 'A quote.' };
  return { id: await makeConversation(member, { ...said, documentId: newId() }) };
}

it('is off, and told to everybody', async () => {
  const { id } = await write('A secret question?');
  expect(await readChatReading(member)).toEqual({ adminsRead: false, since: null });
  for (const ctx of [admin, tenant.ctx]) {
    expect(await listColleagueConversations(ctx)).toEqual([]);
    await expect(readColleagueConversation(ctx, id)).rejects.toMatchObject(absent);
  }
});

it('opens what is written from then on, in the audit log, and closes again', async () => {
  const before = await write('Written before?');
  await setReading(tenant.ctx, { adminsRead: true });
  expect((await readChatReading(member)).adminsRead).toBe(true);
  const after = await write('Written after?');
  expect(await listColleagueConversations(admin)).toMatchObject([
    { id: after.id, title: 'Written after?', personId: member.principal.id },
  ]);
  await expect(readColleagueConversation(admin, before.id)).rejects.toMatchObject(absent);
  const [question] = await readColleagueConversation(admin, after.id);
  expect(question?.text).toBe('Written after?');
  const audited = await withTenantSql(tenant.ctx, (sql) =>
    sql<{ action: string; actor_id: string }>(
      `select action, actor_id from audit_entry
       where tenant_id = :tenant and action = 'conversation.read_by_admin' and object_id = $1`,
      [after.id],
    ),
  );
  expect(audited).toEqual([{ action: 'conversation.read_by_admin', actor_id: admin.principal.id }]);
  await setReading(tenant.ctx, { adminsRead: false });
  await expect(readColleagueConversation(admin, after.id)).rejects.toMatchObject(absent);
});

it('is for owners to decide, administrators to use, and of one’s own workspace', async () => {
  for (const ctx of [member, admin])
    await expect(setReading(ctx, { adminsRead: true })).rejects.toMatchObject({
      code: 'forbidden',
    });
  await setReading(tenant.ctx, { adminsRead: true });
  const { id } = await write('Whose?');
  await expect(listColleagueConversations(member)).rejects.toMatchObject({ code: 'forbidden' });
  // A role that is asked around is refused by the database too.
  const asked = await withTenantSql(member, (sql) =>
    sql(
      `with asked as materialized (select set_config('tenancy.reading_chats', 'on', true) as on_)
       select m.id from asked, message m where m.tenant_id = :tenant and m.user_id <> $1 and on_ = 'on'`,
      [member.principal.id],
    ),
  );
  expect(asked).toEqual([]);
  expect(await listConversations(admin)).toEqual([]);
  const other = await makeTenant();
  await setReading(other.ctx, { adminsRead: true });
  await expect(readColleagueConversation(other.ctx, id)).rejects.toMatchObject(absent);
  expect(await listColleagueConversations(other.ctx)).toEqual([]);
});
