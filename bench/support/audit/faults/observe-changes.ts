import type { Client } from 'pg';

/** What the logs consist of, and what is written with an entry. */
const EVIDENCE = [
  'audit_entry',
  'platform_audit',
  'audit_leaf',
  'audit_head',
  'audit_tile',
  'audit_checkpoint',
  'audit_store',
  'document_sight',
  '_prisma_migrations',
];

/** Transactions that were committed since the last look. */
export interface Observed {
  /** That changed a row of any table but those of the logs; not those that wrote another action’s entry alone, whose change it is. */
  changes: number;
  /** That wrote an entry of the action. */
  entries: number;
  /** Of those, the ones that did both. */
  both: number;
}

/** Has the database tell, past every role and policy, which transaction changed a row and which wrote an entry. */
export async function observeChanges(superuser: Client): Promise<void> {
  await superuser.query(`
    create table bench_change (xact xid8 not null, entry text);
    create function bench_observe() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
    begin
      insert into public.bench_change values (pg_current_xact_id(),
        case when tg_argv[0] = 'entry' then to_jsonb(new) ->> 'action' end);
      return null;
    end $$;`);
  const { rows } = await superuser.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and not c.relispartition and c.relname <> 'bench_change' and c.relname <> all ($1)`,
    [EVIDENCE],
  );
  for (const { name } of rows)
    await superuser.query(
      `create trigger bench_observe after insert or update or delete on public."${name}" for each row
         execute function bench_observe('change')`,
    );
  for (const name of ['audit_entry', 'platform_audit'])
    await superuser.query(
      `create trigger bench_observe after insert on public.${name} for each row execute function bench_observe('entry')`,
    );
}

/** Forgets what was seen. */
export async function beginObserving(superuser: Client): Promise<void> {
  await superuser.query('delete from bench_change');
}

/** What was seen since, of one action. */
export async function seenOf(superuser: Client, action: string): Promise<Observed> {
  const { rows } = await superuser.query<Observed>(
    `with seen as (select xact, bool_or(entry is null) as changed, coalesce(bool_or(entry = $1), false) as told,
         coalesce(bool_or(entry <> $1), false) as others from bench_change group by xact)
     select count(*) filter (where changed and (told or not others))::int as changes,
       count(*) filter (where told)::int as entries, count(*) filter (where changed and told)::int as both from seen`,
    [action],
  );
  return rows[0] ?? { changes: -1, entries: -1, both: -1 };
}
