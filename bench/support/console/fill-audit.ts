import { superuserClient } from '@/e2e/support/superuser-client';
import { withoutIndexes } from '../without-indexes';

const DAYS = 30;
const CHUNK = 500_000;
/** Entries of tenants for one of the platform's people. */
const PER_PLATFORM_ENTRY = 20;

export interface AuditStore {
  seconds: number;
  /** What can be looked for: it is in very few entries. */
  rare: { action: string; object: string; objectId: string; requestId: string; email: string };
  /** A document of the busiest tenant that many saw. */
  document: string;
}

/**
 * Audit entries of thirty days: tenants by Zipf's law, seven of ten a question,
 * a few kinds of change in some hundred-thousandths, a fiftieth by the tenant's owner. Past triggers: leaves and their tree
 * are read by place and have a benchmark of their own.
 */
export async function fillAudit(tenants: readonly string[], entries: number): Promise<AuditStore> {
  const from = performance.now();
  const client = await superuserClient();
  try {
    await client.query('set session_replication_role = replica');
    await client.query(
      `create temp table whose as
       select t.id, t.place,
         (select m.user_id from membership m where m.tenant_id = t.id order by m.created_at limit 1) as owner
       from unnest($1::uuid[]) with ordinality t (id, place)`,
      [tenants],
    );
    await client.query('analyze whose');
    await withoutIndexes(client, ['audit_entry'], async () => {
      for (let first = 0; first < entries; first += CHUNK)
        await client.query(ENTRIES, [Math.min(CHUNK, entries - first), tenants.length]);
    });
    await client.query(PLATFORM_ENTRIES, [Math.ceil(entries / PER_PLATFORM_ENTRY), tenants.length]);
    await client.query(
      `insert into document_sight (tenant_id, document_id, at, entry_id)
       select tenant_id, object_id, at, id from audit_entry where action = 'document.open' on conflict do nothing`,
    );
    await client.query('vacuum analyze audit_entry, platform_audit, document_sight');
    const rare = await client.query<AuditStore['rare']>(
      `select a.action, a.object_kind as object, a.object_id as "objectId", gen_random_uuid() as "requestId", u.email
       from audit_entry a join whose w on w.id = a.tenant_id join app_user u on u.id = w.owner
       where a.action = 'webhook.add' limit 1`,
    );
    const document = await client.query<{ id: string }>(
      `select document_id as id from document_sight where tenant_id = $1 group by 1 order by count(*) desc limit 1`,
      [tenants[0]],
    );
    const [found] = rare.rows;
    if (!found) throw new Error('Too few entries to look for rare ones.');
    return {
      seconds: (performance.now() - from) / 1000,
      rare: found,
      document: document.rows[0]?.id ?? '',
    };
  } finally {
    await client.end();
  }
}

/** The place by Zipf's law: its logarithm is spread evenly. */
const ENTRIES = `
  with drawn as materialized (
    select floor(exp(random() * ln($2::float8 + 1)))::integer as place, random() as fate, random() as who,
      now() - random() * interval '${DAYS} days' as at
    from generate_series(1, $1)
  )
  insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, request_id, outcome, detail)
  select w.id, gen_random_uuid(), d.at, case when k.action = 'document.index' then 'worker' else 'user' end,
    case when d.who < 0.02 then w.owner else md5(w.place || ' ' || floor(d.who * 50))::uuid end, k.action,
    split_part(k.action, '.', 1), case when k.action in ('document.open', 'document.index')
      then md5(w.place || ' document ' || floor(d.who * 1000))::uuid else gen_random_uuid() end,
    case when k.action = 'answer.create' then gen_random_uuid() end, 'ok', '{"model": "claude-haiku-5-5", "documents": []}'
  from drawn d join whose w on w.place = least(d.place, $2)
    cross join lateral (select case when d.fate < 0.7 then 'answer.create' when d.fate < 0.85 then 'document.open'
      when d.fate < 0.95 then 'conversation.open' when d.fate < 0.9999 then 'document.index'
      when d.fate < 0.99998 then 'key.create' else 'webhook.add' end as action) k`;

const PLATFORM_ENTRIES = `
  insert into platform_audit (id, at, actor_id, actor_role, action, subject_tenant, reason, detail)
  select gen_random_uuid(), now() - random() * interval '${DAYS} days', md5('person ' || n % 20)::uuid, 'operator',
    case when n % 1000 = 0 then 'policy.edit' when n % 3 = 0 then 'fleet.view' else 'tenant.view' end,
    case when n % 3 <> 0 then w.id end, 'Looked', '{}'
  from generate_series(1, $1) n join whose w on w.place = 1 + n % $2`;
