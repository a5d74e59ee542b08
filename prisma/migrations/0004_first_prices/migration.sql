-- The provider's public prices of November 2026 in nano-dollars a token ($1 per million tokens = 1000), and
-- what plans pay: the provider's price with a margin of 40% (free and starter), 30% and 20%.
insert into price_version (id, effective_from, note, created_at)
values (1, '2026-01-01T00:00:00Z', 'Public prices of the provider, November 2026', '2026-11-01T00:00:00Z');

insert into price_line (version, kind, plan, model, input_over, input_nano, output_nano, cache_read_nano,
  cache_write_5m_nano, cache_write_1h_nano)
values
  (1, 'cost', '*', 'claude-haiku-5-5', 0, 100, 500, 10, 125, 200),
  (1, 'cost', '*', 'claude-haiku-5-5', 100000, 500, 2500, 50, 625, 1000),
  (1, 'cost', '*', 'claude-sonnet-5-5', 0, 2000, 10000, 100, 2500, 4000),
  (1, 'cost', '*', 'claude-opus-5-5', 0, 4000, 20000, 200, 5000, 8000);

insert into price_line (version, kind, plan, model, input_over, input_nano, output_nano, cache_read_nano,
  cache_write_5m_nano, cache_write_1h_nano)
select c.version, 'price', p.plan, c.model, c.input_over, c.input_nano * p.factor / 100, c.output_nano * p.factor / 100,
  c.cache_read_nano * p.factor / 100, c.cache_write_5m_nano * p.factor / 100, c.cache_write_1h_nano * p.factor / 100
from price_line c
cross join (values ('free', 140), ('starter', 140), ('professional', 130), ('enterprise', 120)) as p (plan, factor)
where c.version = 1 and c.kind = 'cost';
