import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeWitness } from '@/e2e/support/audit/make-witness';
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

type Answer = (note: string) => { status: number; body: string };

async function witness(answer: Answer) {
  const heard: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    heard.push(body);
    const { status, body: text } = answer(body);
    response.writeHead(status).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, heard, stop: () => server.close() };
}

const kept = async (of = tenant) =>
  (
    await asSuperuser<{ witness: string | null }>(
      'select witness from audit_checkpoint where log_id = $1 order by size desc limit 1',
      [of.ctx.tenantId],
    )
  )[0]?.witness;

const write = async (of = tenant) => {
  await withTenantSql(of.ctx, (sql) =>
    recordAudit(of.ctx, sql, { action: 'folder.create', objectKind: 'folder' }),
  );
  await signLogs(of.ctx.tenantId);
};
const ours = makeWitness();

it('shows each log’s newest checkpoint until the witness signs it, and keeps nothing else', async () => {
  await write();
  const mine = (notes: string[]) =>
    notes.filter((note) => note.startsWith(`tenantry-audit/${tenant.ctx.tenantId}\n`));
  const refusals: Answer[] = [
    () => ({ status: 500, body: 'no' }),
    () => ({ status: 200, body: '' }),
    () => ({ status: 200, body: '— example.org/witness AAAA\n' }),
    (note) => ({ status: 200, body: `${ours.line(note)}\n${'x'.repeat(10_000)}` }),
    (note) => ({ status: 200, body: makeWitness().line(note) }),
    () => ({ status: 200, body: ours.line('another note\n\n') }),
    (note) => ({ status: 403, body: ours.line(note) }),
  ];
  for (const refusal of refusals) {
    const down = await witness(refusal);
    await askWitness(down.url, ours.key);
    down.stop();
    expect(mine(down.heard)).toHaveLength(1);
    expect(await kept()).toBeNull();
  }
  await askWitness('http://127.0.0.1:9/', ours.key);
  const up = await witness((note) => ({
    status: 200,
    body: `— somebody else AAAA\n${ours.line(note)}\n`,
  }));
  await askWitness(up.url, '');
  expect(up.heard).toHaveLength(0);
  await askWitness(up.url, ours.key);
  expect(mine(up.heard)).toHaveLength(1);
  expect(await kept()).toBe(ours.line(mine(up.heard)[0] ?? ''));
  await askWitness(up.url, ours.key);
  expect(mine(up.heard)).toHaveLength(1);
  up.stop();
});

it('goes on with other logs where the witness refuses one', async () => {
  const refused = await makeTenant();
  await write(refused);
  await write();
  const up = await witness((note) =>
    note.includes(refused.ctx.tenantId)
      ? { status: 409, body: 'another log' }
      : { status: 200, body: ours.line(note) },
  );
  await askWitness(up.url, ours.key);
  up.stop();
  expect([await kept(refused), await kept()]).toEqual([null, expect.stringContaining('— ')]);
});
