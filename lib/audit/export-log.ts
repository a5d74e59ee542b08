import { type PlatformSql, withPlatform } from '@/lib/db/platform-sql';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import { AppError } from '@/lib/errors';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { authorize, authorizePlatform } from '@/lib/tenancy/roles';
import { fingerprint, verifierKey } from './checkpoints/note';
import { publicKeys } from './checkpoints/signing-keys';
import { anyLog, type LogSql, ownLog } from './proofs/log-sql';
import { PLATFORM_LOG } from './proofs/schema';
import { ENTRY_TIME } from './read-entries';

/** Entries a transaction, and hashes a line. */
const TILE = 256;

/** Who runs one statement after the other, each batch in a transaction of its own. */
type Batches = <T>(work: (sql: LogSql) => Promise<T>) => Promise<T>;

/**
 * The whole log up to its newest checkpoint as lines of JSON, for `scripts/audit-verify.mjs`: a header; then for every 256
 * entries their stored hashes, the entries with what they commit to (hashes alone of those that are older than they are kept),
 * and each checkpoint after its last entry. `conflict` before the first checkpoint.
 */
export async function* exportLog(ctx: TenantContext): AsyncGenerator<string> {
  authorize(ctx, 'audit:read');
  yield* linesOf(
    ctx.tenantId,
    (work) => withTenantSql(ctx, (sql: TenantSql) => work(ownLog(sql))),
    TENANT_ENTRIES,
  );
}

/**
 * The same for the platform's people: its own log with reasons, a tenant's with its commitments alone, which an erased tenant
 * leaves too.
 */
export async function* exportPlatformLog(
  ctx: PlatformContext,
  log: string,
): AsyncGenerator<string> {
  authorizePlatform(ctx, 'audit:read');
  const isOwn = log === PLATFORM_LOG;
  const why = {
    action: 'audit.export',
    reason: 'Exported an audit log',
    detail: { log },
    fold: '5 minutes',
  };
  yield* linesOf(
    log,
    (work) => withPlatform(ctx, why, (sql: PlatformSql) => work(anyLog(sql, log))),
    isOwn ? PLATFORM_ENTRIES : LEAVES,
  );
}

async function* linesOf(log: string, batch: Batches, entries: string): AsyncGenerator<string> {
  const keys = await publicKeys();
  const size = await batch(sizeOf);
  if (size === 0)
    throw new AppError('conflict', 'Nothing of this log is signed yet. Try again in a minute.');
  yield line({
    format: 'tenantry-audit-export-1',
    log,
    size,
    keys: keys.map(verifierKey),
    fingerprint: keys[0] && fingerprint(keys[0]),
  });
  for (let from = 0; from < size; from += TILE)
    yield await batch((sql) => tileLines(sql, entries, from, Math.min(size, from + TILE)));
}

async function sizeOf(sql: LogSql): Promise<number> {
  const [row] = await sql<{ size: bigint }>(
    'select log_id as tenant_id, size from audit_checkpoint where log_id = :log order by size desc limit 1',
  );
  return Number(row?.size ?? 0);
}

interface LeafRow {
  place: bigint;
  hash: Buffer;
  /** Older than entries are kept: nothing but the hash is left. */
  ended: boolean;
}

interface EntryRow extends Record<string, unknown> {
  place: bigint;
}

async function tileLines(sql: LogSql, entries: string, from: number, to: number): Promise<string> {
  const leaves = await sql<LeafRow>(
    `select log_id as tenant_id, place, hash, body is null as ended from audit_leaf
     where log_id = :log and place >= $1 and place < $2 order by place`,
    [from, to],
  );
  const rows = await sql<EntryRow>(entries, [from, to]);
  const notes = await sql<{ size: bigint; note: string }>(
    `select log_id as tenant_id, size, note from audit_checkpoint
     where log_id = :log and size > $1 and size <= $2 order by size`,
    [from, to],
  );
  const lines = [
    line({
      tile: from / TILE,
      hashes: Buffer.concat(leaves.map((leaf) => leaf.hash)).toString('base64'),
    }),
  ];
  const entriesAt = new Map(rows.map((row) => [row.place, row]));
  for (const { place, hash, ended } of leaves) {
    const index = Number(place);
    const found = entriesAt.get(place);
    if (ended) lines.push(line({ index, hash: hash.toString('base64') }));
    else if (found) lines.push(entryLine(index, found));
    for (const { size, note } of notes)
      if (size === place + 1n) lines.push(line({ checkpoint: note }));
  }
  return lines.join('');
}

function entryLine(index: number, { place: _at, tenant_id: _log, ...entry }: EntryRow): string {
  return line({ index, ...entry });
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

const TENANT_ENTRIES = `
  select a.tenant_id, l.place, a.id, ${ENTRY_TIME} as at, a.actor_kind as "actorKind", a.actor_id as "actorId", a.action,
    a.object_kind as "objectKind", a.object_id as "objectId", a.request_id as "requestId", a.outcome, a.salt,
    a.detail::text as payload
  from audit_leaf l join audit_entry a on a.tenant_id = l.log_id and a.id = l.entry_id
  where l.log_id = :log and l.place >= $1 and l.place < $2 order by l.place`;

const PLATFORM_ENTRIES = `
  select l.place, a.id, ${ENTRY_TIME} as at, a.actor_role as "actorKind", a.actor_id as "actorId", a.action,
    case when a.subject_tenant is null then 'platform' else 'tenant' end as "objectKind", a.subject_tenant as "objectId",
    null as "requestId", 'ok' as outcome, a.salt, jsonb_build_object('detail', a.detail, 'reason', a.reason)::text as payload
  from audit_leaf l join platform_audit a on a.id = l.entry_id
  where l.log_id = :log and l.place >= $1 and l.place < $2 order by l.place`;

const BODY = [
  'id',
  'at',
  'actorKind',
  'actorId',
  'action',
  'objectKind',
  'objectId',
  'requestId',
  'outcome',
]
  .map((field, n) => `l.body::json ->> ${n + 2} as "${field}"`)
  .join(', ');

const LEAVES = `
  select l.place, ${BODY}, l.body::json ->> 11 as commitment from audit_leaf l
  where l.log_id = :log and l.place >= $1 and l.place < $2 and l.body is not null order by l.place`;
