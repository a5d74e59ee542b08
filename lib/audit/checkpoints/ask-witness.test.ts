import { afterAll, beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeWitness } from '@/e2e/support/audit/make-witness';
import { type Submitted, startWitness, type WitnessReply } from '@/e2e/support/audit/start-witness';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { signLogs } from '@/e2e/support/sign-logs';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { recordAudit } from '../record';
import { askWitness } from './ask-witness';

let tenant: MadeTenant;

beforeAll(async () => {
  tenant = await makeTenant();
}, 120_000);
afterAll(closePools);

const kept = async (of = tenant) =>
  (
    await asSuperuser<{ witness: string | null }>(
      'select witness from audit_checkpoint where log_id = $1 order by size desc limit 1',
      [of.ctx.tenantId],
    )
  )[0]?.witness;

const write = async (of = tenant, entries = 1) => {
  await withTenantSql(of.ctx, async (sql) => {
    for (let n = 0; n < entries; n += 1)
      await recordAudit(of.ctx, sql, { action: 'folder.create', objectKind: 'folder' });
  });
  await signLogs(of.ctx.tenantId);
};
const sizeOf = async (of: MadeTenant) =>
  Number(
    (
      await asSuperuser<{ size: string }>('select size from audit_head where log_id = $1', [
        of.ctx.tenantId,
      ])
    )[0]?.size,
  );
const asked = ({ url, key }: { url: string; key: string }) => askWitness(url, key);

it('shows each log’s newest checkpoint until the witness signs it, and keeps nothing else', async () => {
  await write();
  const { tenantId } = tenant.ctx;
  const ours = makeWitness();
  const refusals: ((submitted: Submitted) => WitnessReply)[] = [
    () => ({ status: 500, body: 'no' }),
    () => ({ status: 404, body: '' }),
    () => ({ status: 200, body: '' }),
    () => ({ status: 200, body: '— example.org/witness AAAA\n' }),
    ({ note }) => ({ status: 200, body: `${ours.line(note)}\n${'x'.repeat(10_000)}` }),
    ({ note }) => ({ status: 200, body: makeWitness().line(note) }),
    () => ({ status: 200, body: ours.line('another note\n\n') }),
    ({ note }) => ({ status: 403, body: ours.line(note) }),
    ({ note }) => ({ status: 409, body: ours.line(note) }),
    () => ({ status: 409, body: '0\n' }),
  ];
  for (const refusal of refusals) {
    const down = await startWitness(refusal);
    await askWitness(down.url, ours.key);
    down.stop();
    expect(down.heardOf(tenantId)).toHaveLength(1);
    expect(await kept()).toBeNull();
  }
  await askWitness('http://127.0.0.1:9/', ours.key);
  const up = await startWitness(({ note }) => ({
    status: 200,
    body: `— somebody else AAAA\n${ours.line(note)}\n`,
  }));
  await askWitness(up.url, '');
  expect(up.heard).toHaveLength(0);
  await askWitness(up.url, ours.key);
  expect(up.heardOf(tenantId)).toHaveLength(1);
  expect(await kept()).toBe(ours.line(up.heardOf(tenantId)[0]?.note ?? ''));
  await askWitness(up.url, ours.key);
  expect(up.heardOf(tenantId)).toHaveLength(1);
  up.stop();
});

it('proves that a log continues what the witness signed, from there or from where it says', async () => {
  const grown = await makeTenant();
  const { tenantId } = grown.ctx;
  await write(grown, 3);
  const witness = await startWitness();
  const sizes = [await sizeOf(grown)];
  await asked(witness);
  for (const entries of [1, 4, 300]) {
    await write(grown, entries);
    await asked(witness);
    expect(await kept(grown)).toMatch(/^— example\.org\/witness /);
    sizes.push(await sizeOf(grown));
  }
  const heard = () => witness.heardOf(tenantId).map(({ from, status }) => [from, status]);
  expect(heard()).toEqual([0, ...sizes.slice(0, -1)].map((from) => [from, 200]));
  expect(witness.seen.get(tenantId)?.size).toBe(sizes.at(-1));
  const forgetAnswers = () =>
    asSuperuser('update audit_checkpoint set witness = null where log_id = $1', [tenantId]);
  // Its answers never came, and then it lost what it knew.
  await forgetAnswers();
  await write(grown);
  await asked(witness);
  expect(heard().slice(4)).toEqual([
    [0, 409],
    [sizes.at(-1), 200],
  ]);
  expect(await kept(grown)).not.toBeNull();
  witness.seen.clear();
  await write(grown);
  await asked(witness);
  expect(heard().slice(6)).toEqual([
    [(await sizeOf(grown)) - 1, 409],
    [0, 200],
  ]);
  expect(await kept(grown)).not.toBeNull();
  witness.stop();
});

it('gets no signature for a log that is another, or shorter, than what the witness signed', async () => {
  const changed = await makeTenant();
  const { tenantId } = changed.ctx;
  await write(changed, 5);
  const witness = await startWitness();
  await asked(witness);
  const last = witness.seen.get(tenantId);
  if (!last) throw new Error('The witness did not sign.');
  await write(changed);
  witness.seen.set(tenantId, { ...last, root: Buffer.alloc(32, 7) });
  expect(await asked(witness)).toBe(false);
  expect(witness.heardOf(tenantId).at(-1)).toMatchObject({ from: last.size, status: 422 });
  expect(await kept(changed)).toBeNull();
  witness.seen.set(tenantId, { ...last, size: last.size + 100 });
  const before = witness.heardOf(tenantId).length;
  expect(await asked(witness)).toBe(false);
  expect(witness.heardOf(tenantId)).toHaveLength(before + 1);
  expect(await kept(changed)).toBeNull();
  witness.seen.set(tenantId, last);
  await asked(witness);
  expect(await kept(changed)).not.toBeNull();
  witness.stop();
});

it('goes on with other logs where the witness refuses one', async () => {
  const refused = await makeTenant();
  await write(refused);
  await write();
  const ours = makeWitness();
  const up = await startWitness(({ note }) =>
    note.includes(refused.ctx.tenantId)
      ? { status: 409, body: 'another log' }
      : { status: 200, body: ours.line(note) },
  );
  await askWitness(up.url, ours.key);
  up.stop();
  expect([await kept(refused), await kept()]).toEqual([null, expect.stringContaining('— ')]);
});
