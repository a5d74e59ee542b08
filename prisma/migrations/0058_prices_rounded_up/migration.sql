-- Two prices of the professional plan that the product came with were rounded down, below the plan's margin: half a nano-dollar a
-- token. From now on they are rounded up like every price that a margin derives. What finance set since is finance's.
do $$
declare
  newest record;
  added integer;
begin
  select v.id, v.author_id into newest from price_version v where v.book = 'price' order by v.id desc limit 1;
  if newest.author_id is not null then return; end if;
  select max(v.id) + 1 into added from price_version v;
  insert into price_version (id, book, effective_from, note, created_at)
    values (added, 'price', clock_timestamp(), 'Prices of the plans, each rounded up to a nano-dollar', clock_timestamp());
  insert into price_line (version, kind, plan, model, input_over, input_nano, output_nano, cache_read_nano, cache_write_5m_nano,
      cache_write_1h_nano, batch_percent)
    select added, l.kind, l.plan, l.model, l.input_over, p.input, p.output, p.cache_read, p.write_5m, p.write_1h, l.batch_percent
    from price_line l
    join price_plan t on t.version = l.version and t.plan = l.plan
    join price_line c on c.kind = 'cost' and c.model = l.model and c.input_over = l.input_over and c.version = (
      select v.id from price_version v where v.book = 'cost' and v.author_id is null order by v.id desc limit 1)
    cross join lateral (select ceil(c.input_nano * m.f) as input, ceil(c.output_nano * m.f) as output,
      ceil(c.cache_read_nano * m.f) as cache_read, ceil(c.cache_write_5m_nano * m.f) as write_5m,
      ceil(c.cache_write_1h_nano * m.f) as write_1h from (select (10000 + t.margin_bp)::numeric / 10000 as f) m) p
    where l.version = newest.id;
  insert into price_plan (version, plan, margin_bp, fee_nano, included_nano)
    select added, t.plan, t.margin_bp, t.fee_nano, t.included_nano from price_plan t where t.version = newest.id;
end $$;
