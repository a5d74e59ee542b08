-- A version of prices was compared with the costs at its own start alone, so that a dearer cost that was scheduled already, or
-- prices that follow, brought a loss of which nobody was told. Now it is compared with every version of the other book that is
-- in force at some time while it is itself.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

-- Versions of the other book, each from when on both are in force. A version ends where the next of its book begins; of two
-- that begin at once the later one counts.
create function tenancy.versions_beside(version integer) returns table (id integer, since timestamptz)
language sql stable set search_path = pg_catalog, pg_temp as $$
  with span as (
    select v.book, v.id, v.effective_from as starts,
      coalesce(lead(v.effective_from) over (partition by v.book order by v.effective_from), 'infinity') as ends
    from (select distinct on (x.book, x.effective_from) x.* from public.price_version x
      order by x.book, x.effective_from, x.id desc) v
  )
  select o.id, greatest(o.starts, n.starts) from span n
  join span o on o.book <> n.book and o.starts < n.ends and n.starts < o.ends
  where n.id = version order by 2
$$;
revoke all on function tenancy.versions_beside(integer) from public;

do $$
declare
  change record;
  body text := pg_get_functiondef('tenancy.add_price_version(text,integer,timestamptz,text,jsonb,jsonb,boolean)'::regprocedure);
begin
  for change in select * from (values
    ($a$  other integer;
$a$, $b$  losses text;
$b$),
    ($a$  -- Beside the other book as it will be then.
  select v.id into other from public.price_version v
    where v.book <> add_price_version.book and v.effective_from <= at order by v.effective_from desc, v.id desc limit 1;
  if accept_below_cost is distinct from true and exists (select from tenancy.below_cost(
      case when add_price_version.book = 'price' then added else other end,
      case when add_price_version.book = 'price' then other else added end)) then
    raise exception 'below cost' using errcode = 'TP004';
  end if;$a$, $b$  -- Beside the other book as it is and as it will be.
  select string_agg(to_char(o.since at time zone 'UTC', 'YYYY-MM-DD'), ', ' order by o.since) into losses
    from tenancy.versions_beside(added) o
    where exists (select from tenancy.below_cost(
      case when add_price_version.book = 'price' then added else o.id end,
      case when add_price_version.book = 'price' then o.id else added end));
  if losses is not null and accept_below_cost is distinct from true then
    raise exception '%', losses using errcode = 'TP004';
  end if;$b$)) c (was, becomes) loop
    if strpos(body, change.was) = 0 then raise exception 'not as expected: %', change.was; end if;
    body := replace(body, change.was, change.becomes);
  end loop;
  execute body;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;
