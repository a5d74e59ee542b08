import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { superuserClient } from '@/e2e/support/superuser-client';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { runSelfTest } from './run-self-test';

let first: Awaited<ReturnType<typeof superuserClient>>;
let onlooker: Awaited<ReturnType<typeof superuserClient>>;

beforeAll(async () => {
  first = await superuserClient();
  onlooker = await superuserClient();
});
afterAll(async () => {
  await first.query("update self_test_run set finished_at = now(), problem = 'a test'");
  await first.end();
  await onlooker.end();
  await closePools();
});

it('a second self-test that starts in the same moment is refused in words', async () => {
  const operator = await makePlatformPerson('operator');
  await first.query('begin');
  await first.query(
    'insert into self_test_run (id, started_at, started_by) values ($1, now(), $2)',
    [newId(), operator.userId],
  );
  const second = expect(runSelfTest(operator)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('running already'),
  });
  await vi.waitFor(async () => {
    const { rowCount } = await onlooker.query(
      "select from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into self_test_run%'",
    );
    expect(rowCount).toBe(1);
  });
  await first.query('commit');
  await second;
});
