-- No hold is kept for a call that waits for its turn: a question that waits holds nothing.

grant create on schema tenancy to tenantry_definer;
set local role tenantry_definer;

do $$
declare
  change record;
  body text;
begin
  for change in select * from (values
    ('tenancy.budget_batch(text[],jsonb,jsonb)', $a$
      "keptUntil" timestamptz, scopes jsonb)$a$, ' scopes jsonb)'),
    ('tenancy.budget_batch(text[],jsonb,jsonb)', 'environment, tags, kept_until)', 'environment, tags)'),
    ('tenancy.budget_batch(text[],jsonb,jsonb)', $a$ r.tags,
      r."keptUntil"
$a$, $b$ r.tags
$b$),
    ('tenancy.stale_reservations(interval,integer)', $a$
    and (r.kept_until is null or r.kept_until < clock_timestamp())$a$, '')
  ) c (fn, was, becomes) loop
    body := pg_get_functiondef(change.fn::regprocedure);
    if strpos(body, change.was) = 0 then raise exception 'not as expected: %', change.was; end if;
    execute replace(body, change.was, change.becomes);
  end loop;
end $$;

reset role;
revoke create on schema tenancy from tenantry_definer;

alter table reservation drop column kept_until;
