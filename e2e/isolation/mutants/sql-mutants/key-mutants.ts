import type { SqlMutant } from '../sql-mutant';

const MINT = 'tenancy.mint_key(uuid,bytea,inet)';
const CLAIMS = 'tenancy.claims()';
const MAY = 'tenancy.key_may(text[])';
const CHANGED = 'tenancy.changed_keys(uuid[],uuid[],integer[])';
const ENDED = 'tenancy.ended_work(uuid[],uuid[],uuid[],uuid[])';

const without = (name: string, fn: string, find: string, replace = ''): SqlMutant => ({
  name,
  fn,
  find,
  replace,
});
const policy = (name: string, sql: string): SqlMutant => ({ name, sql: `alter policy ${sql}` });

const WRITES = "(select tenancy.key_may(array['documents:write']))";
const READABLE = 'folder_id in (select tenancy.readable_folders())';

/** API keys: who is given a context for one, what it opens, and who sees the keys. */
export const KEY_MUTANTS: readonly SqlMutant[] = [
  without('a key by its id alone', MINT, ' and n.secret_hash = mint_key.secret'),
  without(
    'a key by the next secret',
    MINT,
    'n.id = mint_key.key and n.secret_hash = mint_key.secret',
    'true',
  ),
  without('a key after it was revoked', MINT, ' and k.revoked_at is null'),
  without(
    'a key after its end',
    MINT,
    'and (k.expires_at is null or k.expires_at > clock_timestamp())',
  ),
  without('a key of a suspended tenant', MINT, "t.state <> 'active'", 'false'),
  without('a key of an erased tenant', MINT, " and t.state in ('active', 'suspended')"),
  without('a key from anywhere', MINT, 'cardinality(k.allow_list) > 0', 'false'),
  without('a key from an address that is not known', MINT, ' is not true', ' = false'),
  without(
    'a key signed as its maker',
    MINT,
    'k.id, ' + "'key', 'key'",
    'k.created_by, ' + "'key', 'key'",
  ),
  without('a key signed as an owner', MINT, "'key', 'key'", "'key', 'owner'"),
  without('a key signed for a day', MINT, "interval '60 seconds'", "interval '1 day'"),
  without('a key of the other tenant with its id', MINT, 't.id = target and k.id', 'k.id'),
  without('contexts of revoked keys', CLAIMS, ' and k.revoked_at is null'),
  without(
    'contexts of expired keys',
    CLAIMS,
    'and (k.expires_at is null or k.expires_at > clock_timestamp())',
  ),
  without(
    'contexts of keys, unasked',
    CLAIMS,
    "part[4] = 'key' and not exists",
    'false and not exists',
  ),
  without('a key may everything', MAY, ' and k.scopes && wanted'),
  without(
    'folders for keys without a scope',
    'tenancy.readable_folders()',
    "c.kind <> 'key'",
    'true',
  ),
  policy(
    'the audit log for every key',
    "audit_entry_read on audit_entry using ((select tenancy.current_role_name()) <> 'hold')",
  ),
  policy(
    'documents by keys in every folder',
    `document_key_add on document with check (${WRITES} and created_by = (select tenancy.current_principal()))`,
  ),
  policy(
    'documents by keys in anybody’s name',
    `document_key_add on document with check (${WRITES} and ${READABLE})`,
  ),
  policy(
    'documents added by every key',
    `document_key_add on document with check (created_by = (select tenancy.current_principal()) and ${READABLE})`,
  ),
  policy(
    'documents changed by every key',
    `document_key_change on document using (${READABLE}) with check (${READABLE})`,
  ),
  policy(
    'documents moved by keys to where nobody looks',
    `document_key_change on document with check (${WRITES})`,
  ),
  policy('documents removed by every key', `document_key_remove on document using (${READABLE})`),
  policy(
    'postings removed by every key',
    'lexical_posting_key_remove on lexical_posting using (true)',
  ),
  policy('keys shown to everybody', 'api_key_read on api_key using (true)'),
  policy('keys made by everybody', 'api_key_add on api_key with check (true)'),
  policy(
    'keys made in another name',
    "api_key_add on api_key with check ((select tenancy.current_role_name()) in ('owner', 'admin'))",
  ),
  policy(
    'keys that come back',
    "api_key_end on api_key using ((select tenancy.current_role_name()) in ('owner', 'admin'))",
  ),
  policy(
    'keys ended in another name',
    "api_key_end on api_key with check ((select tenancy.current_role_name()) in ('owner', 'admin'))",
  ),
  policy(
    'keys ended by keys',
    'api_key_end on api_key using (revoked_at is null) with check (true)',
  ),
  { name: 'HMACs of keys shown', sql: 'grant select (secret_hash) on api_key to tenantry_app' },
  { name: 'ancestors of keys changed', sql: 'grant update (ancestors) on api_key to tenantry_app' },
  { name: 'scopes of keys changed', sql: 'grant update (scopes) on api_key to tenantry_app' },
  { name: 'conversations of nobody', sql: 'drop trigger conversation_has_owner on conversation' },
  {
    name: 'conversations that outlive their person',
    sql: 'drop trigger membership_ends_conversations on membership',
  },
  without(
    'conversations of a person ended everywhere',
    'tenancy.end_member_conversations()',
    'v.tenant_id = old.tenant_id and ',
  ),
  without('revoked keys remembered', CHANGED, ' and k.revoked_at is null'),
  without(
    'expired keys remembered',
    CHANGED,
    'and (k.expires_at is null or k.expires_at > clock_timestamp())',
  ),
  without('keys of suspended tenants remembered', CHANGED, " and t.state = 'active'"),
  without(
    'keys remembered under an old policy',
    CHANGED,
    'w.version is distinct from',
    'false and w.version =',
  ),
  without('work of keys that goes on', ENDED, 'w.key is not null', 'false'),
  without(
    'work of revoked keys that goes on',
    ENDED,
    'k.tenant_id = w.tenant and k.id = w.key and k.revoked_at is null',
    'k.tenant_id = w.tenant and k.id = w.key',
  ),
  without(
    'work under another tenant’s key',
    ENDED,
    'k.tenant_id = w.tenant and k.id = w.key',
    'k.id = w.key',
  ),
];
