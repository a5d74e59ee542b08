import { expect, it } from 'vitest';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { writeBeat } from '@/lib/db/instance-beats';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { instanceFacts } from './instance-facts';
import { readHealth } from './read-health';
import { startBeating } from './start-beating';

const QUEUES = ['audit', 'documents', 'messages', 'notices', 'operations', 'questions', 'rollups'];

it('shows an instance while it beats, and that it stopped', async () => {
  const operator = await makePlatformPerson('operator');
  const own = async (role: string) =>
    (await readHealth(operator)).instances.filter(({ roles }) => roles.includes(role));
  const role = `test-${newId().slice(0, 8)}`;
  const beats = startBeating([role]);
  let seen = await own(role);
  while (seen.length === 0) seen = await own(role);
  expect(seen).toMatchObject([{ state: 'running', node: process.version }]);
  expect(seen[0]?.facts.memoryBytes).toBeGreaterThan(0);
  await beats.stop();
  expect(await own(role)).toMatchObject([{ state: 'stopped' }]);
});

it('says of one that was killed that it is not seen', async () => {
  const auditor = await makePlatformPerson('auditor');
  const id = newId();
  const facts = await instanceFacts();
  const rest = { roles: ['web'], version: '1', node: 'v20', stopped: false, facts };
  await writeBeat({ id, ...rest, startedAt: new Date() });
  const undo = setClock(new SimulatedClock(clock().now() + 20_000));
  try {
    const { instances, queues, database, evidence } = await readHealth(auditor);
    expect(evidence.store).toBeNull();
    expect(evidence.logs).toBeGreaterThanOrEqual(evidence.faults);
    expect(instances.find((each) => each.id === id)?.state).toBe('lost');
    expect(queues.map(({ queue }) => queue).sort()).toEqual(QUEUES);
    expect(database.connections).toBeGreaterThan(0);
  } finally {
    undo();
  }
});

it('is for operators and auditors, and for no tenant', async () => {
  const finance = await makePlatformPerson('finance');
  await expect(readHealth(finance)).rejects.toMatchObject({ code: 'forbidden' });
  const { ctx } = await makeTenant();
  const asked = withTenantSql(ctx, (sql) =>
    sql('select * from tenancy.queue_depths() where :tenant::uuid is not null'),
  );
  await expect(asked).rejects.toThrow(/permission denied/);
});
