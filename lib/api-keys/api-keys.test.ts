import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyDraft } from '@/e2e/support/key-text';
import { makeMember } from '@/e2e/support/make-member';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { listConversations } from '@/lib/chat/queries';
import { saveQuestion } from '@/lib/chat/save-exchange';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { createFolder } from '@/lib/documents/folders/create-folder';
import { listFolders } from '@/lib/documents/folders/queries';
import { setFolderAudience } from '@/lib/documents/folders/set-folder-audience';
import { uploadDocument } from '@/lib/documents/upload-document';
import { newId } from '@/lib/ids';
import { removeMember } from '@/lib/people/remove-member';
import type { TenantContext } from '@/lib/tenancy/context';
import { can, type TenantPermission } from '@/lib/tenancy/roles';
import { KEY_SCOPES } from '@/lib/tenancy/schema';
import { verifyApiKey } from '@/lib/tenancy/verify-key';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';
import { createKey } from './create-key';
import { listKeys } from './queries';
import { revokeKey } from './revoke-key';
import { rotateKey } from './rotate-key';
import type { KeyView } from './schema';

const from = { address: '127.0.0.1' };
const NOT_THERE = { code: 'not_found', message: 'Not found.' };

let tenant: MadeTenant;
beforeAll(async () => {
  tenant = await makeTenant('professional');
});
afterAll(closePools);

async function found(ctx: TenantContext, id: string): Promise<KeyView | undefined> {
  return (await listKeys(ctx)).find((key) => key.id === id);
}

async function keyWith(...scopes: (typeof KEY_SCOPES)[number][]): Promise<TenantContext> {
  const { text } = await createKey(tenant.ctx, keyDraft({ scopes }));
  return verifyApiKey(text, from);
}

describe('keys', () => {
  it('are for owner and admins', async () => {
    const admin = await makeMember(tenant, 'admin');
    const member = await makeMember(tenant, 'member');
    const { id } = await createKey(admin.ctx, keyDraft());
    const refused = { code: 'forbidden' };
    await expect(createKey(member.ctx, keyDraft())).rejects.toMatchObject(refused);
    await expect(listKeys(member.ctx)).rejects.toMatchObject(refused);
    await expect(revokeKey(member.ctx, id)).rejects.toMatchObject(refused);
    await expect(rotateKey(member.ctx, { id, overlapHours: 1 })).rejects.toMatchObject(refused);
    const key = await keyWith(...KEY_SCOPES);
    await expect(createKey(key, keyDraft())).rejects.toMatchObject(refused);
    await expect(revokeKey(key, id)).rejects.toMatchObject(refused);
    expect((await found(tenant.ctx, id))?.createdBy).toBe(admin.ctx.principal.name);
  });

  it('of another workspace are as absent ones', async () => {
    const other = await makeTenant();
    const { id } = await createKey(tenant.ctx, keyDraft());
    for (const target of [id, newId()]) {
      await expect(revokeKey(other.ctx, target)).rejects.toMatchObject(NOT_THERE);
      const rotation = { id: target, overlapHours: 1 };
      await expect(rotateKey(other.ctx, rotation)).rejects.toMatchObject(NOT_THERE);
    }
    expect(await listKeys(other.ctx)).toEqual([]);
    expect((await found(tenant.ctx, id))?.state).toBe('active');
  });

  it('stay when their creator leaves', async () => {
    const admin = await makeMember(tenant, 'admin');
    const { id, text } = await createKey(admin.ctx, keyDraft());
    await removeMember(tenant.ctx, admin.id);
    expect(await found(tenant.ctx, id)).toMatchObject({ state: 'active', createdBy: null });
    expect((await verifyApiKey(text, from)).principal.id).toBe(id);
  });

  it('are written down in the audit log, without name and text', async () => {
    const name = `Import of ${newId()}`;
    const old = await createKey(tenant.ctx, keyDraft({ name }));
    const next = await rotateKey(tenant.ctx, { id: old.id, overlapHours: 24 });
    await revokeKey(tenant.ctx, old.id);
    await revokeKey(tenant.ctx, old.id);
    const rows = await withTenantSql(tenant.ctx, (sql) =>
      sql<{ action: string; detail: object }>(
        'select action, detail from audit_entry where tenant_id = :tenant and object_id = $1 order by at',
        [old.id],
      ),
    );
    expect(rows).toEqual([
      { action: 'key.create', detail: { scopes: ['messages'], days: null, networks: 0 } },
      { action: 'key.rotate', detail: { successor: next.id, overlapHours: 24 } },
      { action: 'key.revoke', detail: {} },
    ]);
  });
});

describe('a rotation', () => {
  it('makes a key that may the same and lasts as long, beside the old one', async () => {
    const limits = { ...keyDraft().limits, burstPerSecond: 7 };
    const made = keyDraft({ days: 10, limits, allowList: ['127.0.0.0/8'], mayDowngrade: true });
    const old = await createKey(tenant.ctx, made);
    const next = await rotateKey(tenant.ctx, { id: old.id, overlapHours: 2 });
    const [before, after] = [await found(tenant.ctx, old.id), await found(tenant.ctx, next.id)];
    expect(after).toMatchObject({
      ...{ name: made.name, scopes: made.scopes, limits, mayDowngrade: true, replacedBy: null },
      allowList: ['127.0.0.0/8'],
    });
    expect(before?.replacedBy).toBe(next.id);
    const hours = (key: KeyView | undefined) =>
      (Date.parse(key?.expiresAt ?? '') - Date.parse(after?.createdAt ?? '')) / 3_600_000;
    expect(hours(before)).toBeCloseTo(2, 1);
    expect(hours(after)).toBeCloseTo(240, 1);
    for (const { text } of [old, next]) await verifyApiKey(text, from);
    const again = rotateKey(tenant.ctx, { id: old.id, overlapHours: 2 });
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
  });

  it('takes the place of the old key in its budgets, however often', async () => {
    const first = await createKey(tenant.ctx, keyDraft());
    const second = await rotateKey(tenant.ctx, { id: first.id, overlapHours: 1 });
    const third = await rotateKey(tenant.ctx, { id: second.id, overlapHours: 1 });
    expect((await verifyApiKey(first.text, from)).principal.ancestors).toEqual([]);
    expect((await verifyApiKey(third.text, from)).principal.ancestors).toEqual([
      first.id,
      second.id,
    ]);
  });

  it('without an overlap ends the old key, and never makes it last longer', async () => {
    const old = await createKey(tenant.ctx, keyDraft());
    await rotateKey(tenant.ctx, { id: old.id, overlapHours: 0 });
    expect((await found(tenant.ctx, old.id))?.state).toBe('revoked');
    const short = await createKey(tenant.ctx, keyDraft({ days: 1 }));
    const end = (await found(tenant.ctx, short.id))?.expiresAt;
    await rotateKey(tenant.ctx, { id: short.id, overlapHours: 720 });
    expect((await found(tenant.ctx, short.id))?.expiresAt).toBe(end);
  });
});

describe('a scope', () => {
  it('allows what it names, and nothing else', async () => {
    const allowed: Record<(typeof KEY_SCOPES)[number], TenantPermission[]> = {
      messages: ['messages:create'],
      answers: ['chat:ask'],
      'documents:read': ['documents:read'],
      'documents:write': ['documents:upload', 'documents:delete'],
      conversations: ['conversations:read', 'conversations:edit'],
      usage: ['usage:read'],
      audit: ['audit:read'],
    };
    const all = Object.values(allowed).flat();
    const never: TenantPermission[] = [
      'keys:manage',
      'members:manage',
      'data:export',
      'folders:manage',
    ];
    for (const scope of KEY_SCOPES) {
      const ctx = await keyWith(scope);
      const may = [...all, ...never].filter((permission) => can(ctx, permission));
      expect(may).toEqual(allowed[scope]);
    }
  });

  it('opens the folders of everyone, whoever made the key', async () => {
    const closed = await createFolder(tenant.ctx, { name: `Closed ${newId()}` });
    const personIds = [tenant.ctx.principal.id];
    await setFolderAudience(tenant.ctx, { id: closed.id, audience: 'people', personIds });
    const file = {
      name: 'a.txt',
      mediaType: 'text/plain',
      bytes: Buffer.from(`Of all ${newId()}`),
    };
    const reader = await keyWith('documents:read');
    expect((await listFolders(reader)).map(({ id }) => id)).not.toContain(closed.id);
    await expect(uploadDocument(reader, file)).rejects.toMatchObject({ code: 'forbidden' });
    const writer = await keyWith('documents:write');
    const { document } = await uploadDocument(writer, file);
    expect(document.stage).toBe('received');
    const bytes = Buffer.from(`Of few ${newId()}`);
    const hidden = uploadDocument(writer, { ...file, bytes, folderId: closed.id });
    await expect(hidden).rejects.toMatchObject({ code: 'not_found' });
  });
});

it('has conversations of its own, which end with nobody’s membership', async () => {
  const key = await keyWith('answers', 'conversations');
  const { id } = await saveQuestion(key, undefined, 'What is new?', newId());
  expect((await listConversations(key)).map((each) => each.id)).toEqual([id]);
  const other = await keyWith('conversations');
  expect(await listConversations(other)).toEqual([]);
  const people = await listConversations(tenant.ctx);
  expect(people.map((each) => each.id)).not.toContain(id);
});

it('are a hundred at most, also when the last are made at once', async () => {
  const { ctx } = await makeTenant('professional');
  await withTenantSql(ctx, (sql) =>
    sql(
      `insert into api_key (tenant_id, id, name_sealed, tier, secret_hash, scopes, allow_list, may_downgrade, created_by, created_at)
       select :tenant, gen_random_uuid(), '\\x00', 'pro', sha256(gen_random_uuid()::text::bytea), '{messages}', '{}', false, $1,
         clock_timestamp() from generate_series(1, 97)`,
      [ctx.principal.id],
    ),
  );
  const made = await Promise.allSettled(
    Array.from({ length: 8 }, () => createKey(ctx, keyDraft())),
  );
  const refused = made.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(5);
  for (const each of refused) expect(each).toMatchObject({ reason: { code: 'conflict' } });
});

it('can be named by a budget of its own workspace alone', async () => {
  const mine = await makeTenant('professional');
  const { id } = await createKey(mine.ctx, keyDraft());
  const { id: foreign } = await createKey(tenant.ctx, keyDraft());
  const budget = (subject: string) => ({
    ...{ basedOn: 1, reason: 'for a test', downgradeModel: true, downgradeLength: true },
    ownBudgets: [
      {
        ...{ scope: 'key' as const, subject, period: 'day' as const, tokens: 5 },
        ...{ priceNano: null, softPercent: null, graceMinutes: null },
      },
    ],
  });
  const stranger = setOwnBudgets(mine.ctx, budget(foreign));
  await expect(stranger).rejects.toMatchObject({ code: 'invalid_input' });
  expect(await setOwnBudgets(mine.ctx, budget(id))).toBe(2);
});
