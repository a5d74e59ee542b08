import type { Client } from 'pg';
import type { RowFiller } from './row-filler';
import { CONVERSATIONS } from './sql-library';
import { id, PEOPLE, TENANTS } from './sql-people';

/** API keys; `reader` has the same id in both tenants. */
export const KEYS = {
  /** Reads documents and asks. */
  reader: id(131),
  /** Calls models alone. */
  caller: id(132),
  /** Changes documents and reads the audit log. */
  writer: id(133),
  /** From 192.0.2.0/24 alone. */
  near: id(134),
  revoked: id(135),
  expired: id(136),
  paused: id(137),
  erasing: id(138),
};
export type Key = keyof typeof KEYS;

/** HMACs are any 32 bytes here: none is ever computed in SQL. */
export const secretOf = (name: string): Buffer => Buffer.alloc(32, name);

const OURS: Partial<Record<Key, Record<string, unknown>>> = {
  reader: { scopes: '{answers,documents:read}' },
  caller: { scopes: '{messages}' },
  writer: { scopes: '{documents:write,audit}' },
  near: { scopes: '{usage}', allow_list: '{192.0.2.0/24}' },
  revoked: { scopes: '{usage}', revoked_at: new Date(0), revoked_by: PEOPLE.owner },
  expired: { scopes: '{usage}', expires_at: new Date(0) },
};

/** The keys, and a conversation of the reader's. */
export async function addKeys(filler: RowFiller): Promise<void> {
  const put = (tenant_id: string, key: Key, row: Record<string, unknown>) =>
    filler.put('api_key', {
      ...{ tenant_id, id: KEYS[key], secret_hash: secretOf(key), tier: 'pro', scopes: '{usage}' },
      ...{ created_by: PEOPLE.owner, ...row },
    });
  const { ours, theirs, paused, erasing } = TENANTS;
  for (const [key, row] of Object.entries(OURS)) await put(ours, key as Key, row);
  await put(theirs, 'reader', {
    secret_hash: secretOf('their reader'),
    created_by: PEOPLE.theirOwner,
  });
  await put(paused, 'paused', {});
  await put(erasing, 'erasing', {});
  await filler.put('conversation', { tenant_id: ours, id: KEYS.reader, user_id: KEYS.reader });
  // Of people, in a conversation of the same id as theirs.
  await filler.put('audit_entry', {
    tenant_id: ours,
    actor_kind: 'user',
    object_id: CONVERSATIONS.owner,
  });
}

/** A signed context of each key, as it was minted while the key held. */
export async function keyContexts(client: Client): Promise<Record<Key, string>> {
  const tenants: Partial<Record<Key, string>> = {
    paused: TENANTS.paused,
    erasing: TENANTS.erasing,
  };
  const contexts = {} as Record<Key, string>;
  for (const [key, keyId] of Object.entries(KEYS) as [Key, string][]) {
    const { rows } = await client.query<{ token: string }>(
      "select tenancy.sign_context($1, $2, 'key', 'key', interval '1 hour') as token",
      [tenants[key] ?? TENANTS.ours, keyId],
    );
    contexts[key] = rows[0]?.token ?? '';
  }
  return contexts;
}
