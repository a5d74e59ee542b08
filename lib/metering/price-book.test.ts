import { afterEach, expect, it, vi } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { forgetPrices, priceBookFor } from './price-book';

afterEach(() => vi.restoreAllMocks());

/** As finance in another process: nothing here is told. */
const addElsewhere = () =>
  asSuperuser(`do $$ declare newest integer; added integer; begin
    select max(id) into newest from price_version where book = 'cost';
    select max(id) + 1 into added from price_version;
    insert into price_version (id, book, effective_from, note, created_at) values (added, 'cost', now(), '', now());
    insert into price_line (version, kind, plan, model, input_over, input_nano, output_nano, cache_read_nano, cache_write_5m_nano,
        cache_write_1h_nano)
      select added, kind, plan, model, input_over, input_nano, output_nano, cache_read_nano, cache_write_5m_nano,
        cache_write_1h_nano from price_line where version = newest;
  end $$`);

it('prices that another process added are in force here within ten seconds', async () => {
  forgetPrices();
  const { versions: before } = await priceBookFor('free');
  const readAt = performance.now();
  await addElsewhere();
  const inSeconds = (seconds: number) =>
    vi.spyOn(performance, 'now').mockReturnValue(readAt + seconds * 1000);
  inSeconds(5);
  expect((await priceBookFor('free')).versions).toEqual(before);
  inSeconds(10.1);
  expect((await priceBookFor('free')).versions.cost).toBeGreaterThan(before.cost);
});
