import { readKeyNames } from '@/lib/api-keys/key-name';
import type { Page } from '@/lib/console/schema';
import { type TenantSql, withTenantSql } from '@/lib/db/tenant-sql';
import type { TenantContext } from '@/lib/tenancy/context';
import { authorize } from '@/lib/tenancy/roles';
import { nameObjects } from './name-objects';
import { actorName, readEntries } from './read-entries';
import type { ActorKind, AuditChoices, AuditEntryView, AuditFilter } from './schema';

const PAGE_SIZE = 50;

/** A page of the tenant's own audit log, newest first, with what it can be filtered by. */
export async function listAuditEntries(
  ctx: TenantContext,
  filter: AuditFilter,
  place: { older?: string; newer?: string } = {},
): Promise<{ page: Page<AuditEntryView>; choices: AuditChoices }> {
  authorize(ctx, 'audit:read');
  return withTenantSql(ctx, async (sql) => {
    const page = await readEntries(sql, filter, place, PAGE_SIZE);
    return {
      page: { ...page, rows: await nameObjects(ctx, sql, page.rows) },
      choices: await readChoices(ctx, sql, filter),
    };
  });
}

async function readChoices(
  ctx: TenantContext,
  sql: TenantSql,
  { from, to }: Pick<AuditFilter, 'from' | 'to'>,
): Promise<AuditChoices> {
  const actions = await sql<{ action: string }>(
    'select distinct action from audit_entry where tenant_id = :tenant and at >= $1 and at < $2 order by 1',
    [from, to],
  );
  const objects = await sql<{ kind: string }>(
    'select distinct object_kind as kind from audit_entry where tenant_id = :tenant and at >= $1 and at < $2 order by 1',
    [from, to],
  );
  // Jobs and operators are one choice each; people are told apart.
  const actors = await sql<{ kind: ActorKind; id: string | null; name: string | null }>(
    `select distinct a.actor_kind as kind, u.name, case when a.actor_kind in ('user', 'key') then a.actor_id::text end as id
     from audit_entry a left join app_user u on u.id = a.actor_id and a.actor_kind in ('user', 'key')
     where a.tenant_id = :tenant and a.at >= $1 and a.at < $2 order by u.name, id`,
    [from, to],
  );
  const acting = actors.flatMap(({ kind, id }) => (kind === 'key' && id ? [id] : []));
  const keys = await readKeyNames(ctx, sql, acting);
  return {
    actions: actions.map((row) => row.action),
    objects: objects.map((row) => row.kind),
    actors: actors.map(({ kind, id, name }) => {
      const known = name ?? keys.get(id ?? '') ?? null;
      const label = actorName(kind, known);
      return {
        value: id ?? kind,
        label: id && known === null ? `${label} (${id.slice(0, 8)})` : label,
      };
    }),
  };
}
