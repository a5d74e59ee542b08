import { withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { sealForTenant } from '@/lib/keys/seal-for-tenant';
import { tenantKeys } from '@/lib/keys/tenant-keys';
import { tenantArchives } from '@/lib/objects/tenant-archives';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import { SEALED_COLUMNS } from '@/lib/rotation/sealed-columns';
import type { PlatformContext } from '@/lib/tenancy/context';
import { verifyApiKey } from '@/lib/tenancy/verify-key';
import { makeKey } from './make-key';
import type { MadeTenant } from './make-tenant';

/** What every value made here says. */
export const WORDS = 'what somebody wrote';

/** A folder with a name that was sealed before. */
export async function addFolder({ ctx }: MadeTenant, id: string, sealed: Buffer): Promise<void> {
  await withTenantSql(ctx, (sql) =>
    sql(
      `insert into folder (tenant_id, id, name_sealed, created_by, created_at) values (:tenant, $1, $2, $3, now())`,
      [id, sealed, ctx.principal.id],
    ),
  );
}

/** A value in every sealed column, and one object. */
export async function sealEverywhere(made: MadeTenant, platform: PlatformContext) {
  const { ctx, folderId } = made;
  const keys = tenantKeys(ctx);
  const ids = Object.fromEntries(SEALED_COLUMNS.map(({ table }) => [table, newId()]));
  const person = ctx.principal.id;
  const seal = (table: string, column: string) =>
    keys.seal({ table, row: ids[table] ?? '', column }, WORDS);
  ids.tenant_placement = ctx.tenantId;
  await withTenantSql(ctx, async (sql) => {
    await sql(
      'insert into user_group (tenant_id, id, name_sealed, created_at) values (:tenant, $1, $2, now())',
      [ids.user_group, seal('user_group', 'name')],
    );
    await sql(
      `insert into document (tenant_id, id, folder_id, name_sealed, media_type, bytes, content_mac, created_by, created_at, stage_at)
       values (:tenant, $1, $2, $3, 'text/plain', 1, $4, $5, now(), now())`,
      [
        ids.document,
        folderId,
        seal('document', 'name'),
        keys.contentMac(Buffer.from(WORDS)),
        person,
      ],
    );
    await sql(
      'insert into tag (tenant_id, id, name_sealed, created_at) values (:tenant, $1, $2, now())',
      [ids.tag, seal('tag', 'name')],
    );
    await sql(
      `insert into pending_upload (tenant_id, id, folder_id, name_sealed, media_type, bytes, created_by, created_at, touched_at)
       values (:tenant, $1, $2, $3, 'text/plain', 1, $4, now(), now())`,
      [ids.pending_upload, folderId, seal('pending_upload', 'name'), person],
    );
    await sql(
      `insert into chunk (tenant_id, id, document_id, ordinal, page, heading_sealed, char_start, char_end, text_sealed, term_count)
       values (:tenant, $1, $2, 0, 1, $3, 0, 1, $4, 1)`,
      [ids.chunk, ids.document, seal('chunk', 'heading'), seal('chunk', 'text')],
    );
    await sql(
      `insert into conversation (tenant_id, id, user_id, title_sealed, created_at, updated_at)
       values (:tenant, $1, $2, $3, now(), now())`,
      [ids.conversation, person, seal('conversation', 'title')],
    );
    await sql(
      `insert into message (tenant_id, id, conversation_id, user_id, ordinal, author, state, text_sealed, created_at)
       values (:tenant, $1, $2, $3, 0, 'user', 'complete', $4, now())`,
      [ids.message, ids.conversation, person, seal('message', 'text')],
    );
    await sql(
      `insert into citation (tenant_id, id, message_id, user_id, ordinal, text_offset, document_id, page, char_start, char_end, quote_sealed)
       values (:tenant, $1, $2, $3, 0, 0, $4, 1, 0, 1, $5)`,
      [ids.citation, ids.message, person, ids.document, seal('citation', 'quote')],
    );
    await sql(
      `insert into answer_trace (tenant_id, id, message_id, conversation_id, request_id, user_id, payload_sealed, created_at)
       values (:tenant, $1, $2, $3, $1, $4, $5, now())`,
      [ids.answer_trace, ids.message, ids.conversation, person, seal('answer_trace', 'payload')],
    );
    await sql(
      `insert into answer_feedback (tenant_id, id, message_id, conversation_id, user_id, rating, text_sealed, created_at, changed_at)
       values (:tenant, $1, $2, $3, $4, 'up', $5, now(), now())`,
      [ids.answer_feedback, ids.message, ids.conversation, person, seal('answer_feedback', 'text')],
    );
    await sql(
      "select tenancy.grant_support($1, 'conversation', $2, $3, $4, 1) where :tenant is not null",
      [ids.support_grant, ids.conversation, platform.userId, seal('support_grant', 'note')],
    );
    await sql(
      `insert into persona (tenant_id, id, version, text_sealed, rules_sealed, setup_sealed, author_id, created_at)
       values (:tenant, $1, 1, $2, $3, $4, $5, now())`,
      [
        ids.persona,
        seal('persona', 'text'),
        seal('persona', 'rules'),
        seal('persona', 'setup'),
        person,
      ],
    );
    await sql(
      `insert into tool_secret (tenant_id, id, secret_sealed, changed_at)
       values (:tenant, $1, $2, now())`,
      [ids.tool_secret, seal('tool_secret', 'secret')],
    );
    await sql(
      `insert into api_key (tenant_id, id, name_sealed, tier, secret_hash, scopes, created_by, created_at)
       values (:tenant, $1, $2, 'pro', $3, '{usage}', $4, now())`,
      [ids.api_key, seal('api_key', 'name'), Buffer.alloc(32, 1), person],
    );
    await sql(
      `insert into webhook_endpoint (tenant_id, id, address_sealed, secret_sealed, former_sealed, former_until, kinds, created_at)
       values (:tenant, $1, $2, $3, $4, now(), '{}', now())`,
      [
        ids.webhook_endpoint,
        seal('webhook_endpoint', 'address'),
        seal('webhook_endpoint', 'secret'),
        seal('webhook_endpoint', 'former'),
      ],
    );
    await sql(
      `insert into tenant_event (tenant_id, id, kind, at, body_sealed, spread_at) values (:tenant, $1, 'webhook.test', now(), $2, now())`,
      [ids.tenant_event, seal('tenant_event', 'body')],
    );
  });
  await addFolder(made, ids.folder ?? '', seal('folder', 'name'));
  const key = await verifyApiKey((await makeKey(ctx)).text, { address: '127.0.0.1' });
  await withTenantSql(key, (sql) =>
    sql(
      `insert into idempotent_answer (tenant_id, id, key_id, name_mac, request_mac, answer_sealed, locked_until, expires_at)
       values (:tenant, $1, $2, $3, $3, $4, now(), 'infinity')`,
      [
        ids.idempotent_answer,
        key.principal.id,
        Buffer.alloc(32, 1),
        seal('idempotent_answer', 'answer'),
      ],
    ),
  );
  const given = (column: string) =>
    sealForTenant(
      platform,
      ctx.tenantId,
      { table: 'tenant_placement', row: ctx.tenantId, column },
      WORDS,
    );
  const [modelKey, url, endpoint] = [
    await given('model_key'),
    await given('model_base_url'),
    await given('endpoint'),
  ];
  const why = { action: 'test', reason: 'for a test', tenantId: ctx.tenantId };
  await withPlatform(platform, why, async (sql) => {
    await sql(`select 1 from tenancy.set_model_account($1, $2, $3, 'last', now())`, [
      ctx.tenantId,
      modelKey,
      url,
    ]);
    await sql(`select 1 from tenancy.set_vector_endpoint($1, $2, 'host', now())`, [
      ctx.tenantId,
      endpoint,
    ]);
  });
  const object = newId();
  await tenantObjects(ctx).put('original', object, Buffer.from(WORDS));
  const archive = await tenantArchives(ctx).create(object);
  await archive.write(Buffer.alloc(2_500_000, WORDS));
  await archive.finish();
  const read = async () => {
    const values = [];
    for (const { table, column, key: id, name } of SEALED_COLUMNS) {
      // What a key was answered is the key's own to read.
      const reader = table === 'idempotent_answer' ? key : ctx;
      const [row] = await withTenantSql(reader, (sql) =>
        sql<{ value: Buffer }>(
          `select ${column} as value from ${table} where tenant_id = :tenant and ${id} = $1`,
          [ids[table]],
        ),
      );
      if (!row) throw new Error(`${table} is empty.`);
      const place = { table, row: ids[table] ?? '', column: name };
      const words = tenantKeys(ctx).openText(place, row.value);
      values.push({ name: `${table}.${column}`, value: row.value, words });
    }
    return values;
  };
  return { object, read };
}
