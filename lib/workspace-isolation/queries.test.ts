import { afterAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeMember } from '@/e2e/support/make-member';
import { makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { readIsolation } from './queries';

afterAll(closePools);

it('says where the data lies, how old the keys are and what the last whole self-test found', async () => {
  const tenant = await makeTenant();
  const run = (at: string, finished: string | null, failed: number, problem: string | null) =>
    asSuperuser(
      `insert into self_test_run (id, started_at, finished_at, started_by, held, failed, problem)
       values ($1, $2, $3, $1, 40, $4, $5)`,
      [newId(), at, finished, failed, problem],
    );
  expect((await readIsolation(tenant.ctx)).selfTest).toBeNull();
  await run('2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z', 0, null);
  await run('2026-01-02T00:00:00Z', '2026-01-02T00:01:00Z', 3, 'It was interrupted.');
  await run('2026-01-03T00:00:00Z', null, 0, null);
  expect(await readIsolation(tenant.ctx)).toMatchObject({
    databaseTier: 'shared',
    vectorTier: 'namespace',
    modelAccount: 'platform',
    keys: { version: 1, rotatedAt: null, older: 0 },
    selfTest: { at: '2026-01-01T00:01:00.000Z', held: 40, failed: 0 },
  });
  const { ctx: member } = await makeMember(tenant);
  await expect(readIsolation(member)).rejects.toMatchObject({ code: 'forbidden' });
});
