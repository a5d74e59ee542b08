import { expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { superuserClient } from '@/e2e/support/superuser-client';
import { endContainments } from '@/lib/db/credentials';
import { contain } from './contain';
import { endContainment } from './end-containment';
import { listContainments } from './queries';

const WHY = 'For the test';

/** Pauses the tenant anew, as `contain` does, in a transaction that ends once something waits for it. */
async function renewWhile(tenantId: string, end: () => Promise<unknown>): Promise<void> {
  const other = await superuserClient();
  try {
    await other.query('begin');
    await other.query("update tenant set state = 'suspended' where id = $1", [tenantId]);
    await other.query(
      `insert into containment (tenant_id, id, rule_id, rule_name, metric, value, threshold, actions, since, until,
         started_by, reason)
       select tenant_id, r.id, r.id, rule_name, metric, value, threshold, actions, since, until + interval '1 hour',
         started_by, reason
       from containment, (select gen_random_uuid() as id) r where tenant_id = $1`,
      [tenantId],
    );
    const { rows } = await other.query('select pg_backend_pid() as pid');
    const ending = end();
    await expect
      .poll(
        () =>
          asSuperuser('select pid from pg_stat_activity where $1 = any(pg_blocking_pids(pid))', [
            rows[0].pid,
          ]),
        { timeout: 20_000 },
      )
      .not.toEqual([]);
    await other.query('commit');
    await ending;
  } finally {
    await other.end();
  }
}

it.each(['its time', 'an operator'])(
  'a pause that is renewed while %s ends it goes on',
  async (by) => {
    const operator = await makePlatformPerson('operator');
    const { tenantId } = (await makeTenant()).ctx;
    const action = { kind: 'pause' as const };
    const id = await contain(operator, { tenantId, action, minutes: 15, reason: WHY });
    const [found] = await listContainments(operator, tenantId);
    await renewWhile(tenantId, () =>
      by === 'its time'
        ? endContainments(new Date(String(found?.until)))
        : endContainment(operator, { tenantId, id, reason: 'Enough' }),
    );
    const [{ state } = { state: '' }] = await asSuperuser<{ state: string }>(
      'select state from tenant where id = $1',
      [tenantId],
    );
    expect(state).toBe('suspended');
    const inForce = (await listContainments(operator, tenantId)).filter(({ endedAt }) => !endedAt);
    expect(inForce.map((each) => each.id)).not.toContain(id);
    expect(inForce).toHaveLength(1);
  },
  60_000,
);
