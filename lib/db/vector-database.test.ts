import { expect, it } from 'vitest';
import { connectionFor } from './connection';
import { vectorDatabase } from './vector-database';

function testDatabase(): string {
  const { host, port, database, user, password } = connectionFor('app');
  return `postgresql://${user}:${encodeURIComponent(String(password))}@localhost:${port}/${database}?host=${encodeURIComponent(String(host))}`;
}

it('runs statements, and tells a failing one from a database that is away', async () => {
  const query = vectorDatabase(testDatabase());
  expect(vectorDatabase(testDatabase())).toBe(query);
  expect(await query('select $1::integer + 1 as sum', [41])).toEqual([{ sum: 42 }]);
  await expect(query('select * from no_such_table')).rejects.toMatchObject({ code: '42P01' });
  await expect(query('select pg_terminate_backend(pg_backend_pid())')).rejects.toMatchObject({
    code: 'store_unavailable',
    retryAfter: 2,
  });
  expect(await query('select 1 as one')).toEqual([{ one: 1 }]);
  await expect(
    vectorDatabase('postgresql://x:y@127.0.0.1:9/none')('select 1'),
  ).rejects.toMatchObject({ code: 'store_unavailable', retryAfter: 2 });
});
