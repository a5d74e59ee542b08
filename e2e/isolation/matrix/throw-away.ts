import { randomBytes } from 'node:crypto';
import { sealKeyName } from '@/lib/api-keys/key-name';
import { now } from '@/lib/clock';
import { sealDocumentName } from '@/lib/documents/document-row';
import { sealFolderName } from '@/lib/documents/folders/folder-row';
import { sealGroupName } from '@/lib/documents/groups/group-row';
import { sealTagName } from '@/lib/documents/tags/tag-row';
import { sealUploadName } from '@/lib/documents/uploads/upload-row';
import { newId } from '@/lib/ids';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { placeHold } from '@/lib/lifecycle/retention/legal-hold';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { addMember } from '@/lib/tenancy/add-member';
import type { PlatformContext } from '@/lib/tenancy/context';
import { provisionTenant } from '@/lib/tenancy/provision-tenant';
import { putRow } from './fill-tables';
import type { MatrixScene } from './scene';
import { VICTIMS_SETUP } from './victims-setup';

/** Rows of the victim, or whole tenants, that an attempt may change or destroy. */

/** Nobody works on it: no passage of it is found, and no worker takes it unless it is `queued`. */
export async function makeDocument(
  scene: MatrixScene,
  stage: 'cancelled' | 'failed' | 'received',
): Promise<string> {
  const { victim, book } = scene;
  const id = newId();
  const name = `Throw-away ${book.plant('victim', 'throw-away document name')}.txt`;
  await scene.victimSql(
    `insert into document (tenant_id, id, folder_id, name_sealed, media_type, bytes, content_mac, stage, failure_code, created_by, created_at, stage_at)
     values ($1, $2, $3, $4, 'text/plain', 1, $5, $6, $7, $8, $9, $9)`,
    [
      victim.ctx.tenantId,
      id,
      folderOf(scene),
      sealDocumentName(victim.ctx, id, name),
      randomBytes(32),
      stage,
      stage === 'failed' ? 'internal' : null,
      victim.ctx.principal.id,
      now(),
    ],
  );
  await tenantObjects(victim.ctx).put('original', id, Buffer.from('A page to throw away.'));
  return id;
}

/** A document with a job that a worker seems to have in hand. */
export async function makeDocumentInWork(scene: MatrixScene): Promise<string> {
  const id = await makeDocument(scene, 'received');
  await scene.victimSql(
    `insert into job (tenant_id, id, kind, subject_id, state, locked_by, locked_until, created_by, created_at)
     values ($1, $2, 'ingest', $3, 'running', 'nobody', clock_timestamp() + interval '1 hour', $4, $5)`,
    [scene.victim.ctx.tenantId, newId(), id, scene.victim.ctx.principal.id, now()],
  );
  return id;
}

export async function makeFolder(
  scene: MatrixScene,
  name = `Throw-away ${newId()}`,
): Promise<string> {
  const { ctx } = scene.victim;
  const id = newId();
  await scene.victimSql(
    'insert into folder (tenant_id, id, name_sealed, created_by, created_at) values ($1, $2, $3, $4, $5)',
    [ctx.tenantId, id, sealFolderName(ctx, id, name), ctx.principal.id, now()],
  );
  return id;
}

export async function makeTag(scene: MatrixScene, name = `Throw-away ${newId()}`): Promise<string> {
  const { ctx } = scene.victim;
  const id = newId();
  await scene.victimSql(
    'insert into tag (tenant_id, id, name_sealed, created_at) values ($1, $2, $3, $4)',
    [ctx.tenantId, id, sealTagName(ctx, id, name), now()],
  );
  return id;
}

/** Of the victim's owner; nothing of it has arrived. */
export async function makeUpload(scene: MatrixScene): Promise<string> {
  const { victim, book } = scene;
  const id = newId();
  const name = `Upload ${book.plant('victim', 'name of an upload')}.txt`;
  await scene.victimSql(
    `insert into pending_upload (tenant_id, id, folder_id, name_sealed, media_type, bytes, created_by, created_at, touched_at)
     values ($1, $2, $3, $4, 'text/plain', 100, $5, $6, $6)`,
    [
      victim.ctx.tenantId,
      id,
      folderOf(scene),
      sealUploadName(victim.ctx, id, name),
      victim.ctx.principal.id,
      now(),
    ],
  );
  return id;
}

export async function makeKey(
  scene: MatrixScene,
  { id = newId(), scopes = ['usage'] }: { id?: string; scopes?: readonly string[] } = {},
): Promise<string> {
  const { ctx } = scene.victim;
  await scene.victimSql(
    `insert into api_key (tenant_id, id, name_sealed, tier, secret_hash, scopes, created_by, created_at)
     values ($1, $2, $3, 'ent', $4, $5, $6, $7)`,
    [
      ctx.tenantId,
      id,
      sealKeyName(ctx, id, `Throw-away ${newId()}`),
      randomBytes(32),
      scopes,
      ctx.principal.id,
      now(),
    ],
  );
  return id;
}

/** With the victim's owner in it. */
export async function makeGroup(
  scene: MatrixScene,
  name = `Throw-away ${newId()}`,
): Promise<string> {
  const { ctx } = scene.victim;
  const id = newId();
  await scene.victimSql(
    'insert into user_group (tenant_id, id, name_sealed, created_at) values ($1, $2, $3, $4)',
    [ctx.tenantId, id, sealGroupName(ctx, id, name), now()],
  );
  await scene.victimSql(
    'insert into group_member (tenant_id, group_id, user_id) values ($1, $2, $3)',
    [ctx.tenantId, id, ctx.principal.id],
  );
  return id;
}

/** Nobody has written in it since `updatedAt`. */
export async function makeConversation(scene: MatrixScene, updatedAt = now()): Promise<string> {
  const { ctx } = scene.victim;
  const id = newId();
  const place = { table: 'conversation', row: id, column: 'title' };
  await scene.victimSql(
    `insert into conversation (tenant_id, id, user_id, title_sealed, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $5)`,
    [ctx.tenantId, id, ctx.principal.id, tenantKeys(ctx).seal(place, 'Throw-away'), updatedAt],
  );
  return id;
}

export async function makeMember({ victim }: MatrixScene): Promise<string> {
  const { id } = await addMember(victim.ctx, {
    email: `${newId()}@example.test`,
    name: 'Throw-away',
    role: 'member',
  });
  return id;
}

export async function makeTenantToRuin(operator: PlatformContext): Promise<string> {
  const slug = `x-${newId().slice(0, 8)}`;
  const { tenantId } = await provisionTenant(operator, {
    slug,
    name: 'Throw-away',
    plan: 'free',
    tier: 'namespace',
    timeZone: 'UTC',
    ownerEmail: `${slug}@example.test`,
    ownerName: 'Throw-away',
    demo: true,
    reason: 'test',
  });
  return tenantId;
}

/** A version of the victim's that is in force from now on. */
export async function makePersona({ victim, book }: MatrixScene, version: number): Promise<void> {
  const { ctx } = victim;
  const id = newId();
  const text = `Speak like ${book.plant('victim', 'persona')}.`;
  await putRow('persona', {
    ...{ tenant_id: ctx.tenantId, id, version, author_id: ctx.principal.id, created_at: now() },
    text_sealed: tenantKeys(ctx).seal({ table: 'persona', row: id, column: 'text' }, text),
    setup_sealed: tenantKeys(ctx).seal(
      { table: 'persona', row: id, column: 'setup' },
      JSON.stringify(VICTIMS_SETUP),
    ),
  });
}

/** The one that everyone of the victim reads, its keys too. */
export function folderOf({ victim }: MatrixScene): string {
  const others = [victim.openFolderId, ...victim.restrictedIds];
  const id = victim.ids.get('folder')?.find((each) => !others.includes(each));
  if (!id) throw new Error('The victim has no folder for everyone.');
  return id;
}

/** A legal hold on the conversations of somebody who has none. */
export async function makeHold(scene: MatrixScene): Promise<string> {
  const personId = await makeMember(scene);
  return placeHold(scene.victim.ctx, { personId, reason: 'to be lifted' });
}

/** The row of an export whose archive nobody wrote. */
export async function makeExport({ victim }: MatrixScene): Promise<string> {
  const id = newId();
  await putRow('tenant_export', {
    ...{ tenant_id: victim.ctx.tenantId, id, sha256: randomBytes(32) },
    expires_at: '2999-01-01T00:00:00Z',
  });
  return id;
}

/** The owner's question, or a key's, that ended, or that a worker seems to have in hand. */
export async function makeDeferred(
  { victim, book }: MatrixScene,
  state: 'done' | 'running',
  asker = victim.ctx.principal.id,
): Promise<string> {
  const id = newId();
  await putRow('deferred_answer', {
    ...{ tenant_id: victim.ctx.tenantId, id, user_id: asker, state },
    ...{ conversation_id: newId(), request_id: newId(), locked_until: '2999-01-01T00:00:00Z' },
    failure_code: book.plant('victim', 'code of a queued question'),
  });
  return id;
}

/** A threshold of a budget that somebody who is gone reached; unread. */
export async function makeNotice({ victim }: MatrixScene): Promise<string> {
  const id = newId();
  await putRow('budget_notice', {
    ...{ tenant_id: victim.ctx.tenantId, id, scope: 'user', scope_id: newId() },
    ...{ period: 'month', percent: 80 },
  });
  return id;
}
