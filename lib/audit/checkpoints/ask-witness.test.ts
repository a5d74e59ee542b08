import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
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

async function witness(answer: () => { status: number; body: string }) {
  const heard: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    heard.push(body);
    const { status, body: text } = answer();
    response.writeHead(status).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, heard, stop: () => server.close() };
}

const kept = async () =>
  (
    await asSuperuser<{ witness: string | null }>(
      'select witness from audit_checkpoint where log_id = $1 order by size desc limit 1',
      [tenant.ctx.tenantId],
    )
  )[0]?.witness;

it('shows each log’s newest checkpoint until it is answered, and keeps the answer', async () => {
  await withTenantSql(tenant.ctx, (sql) =>
    recordAudit(tenant.ctx, sql, { action: 'folder.create', objectKind: 'folder' }),
  );
  await signLogs(tenant.ctx.tenantId);
  const mine = (notes: string[]) =>
    notes.filter((note) => note.startsWith(`tenantry-audit/${tenant.ctx.tenantId}\n`));
  for (const refusal of [
    { status: 500, body: 'no' },
    { status: 200, body: 'x'.repeat(10_000) },
  ]) {
    const down = await witness(() => refusal);
    await askWitness(down.url);
    down.stop();
    expect(await kept()).toBeNull();
  }
  await askWitness('http://127.0.0.1:9/');
  const up = await witness(() => ({ status: 200, body: '— witness AAAA\n' }));
  await askWitness(up.url);
  expect(mine(up.heard)).toHaveLength(1);
  expect(await kept()).toBe('— witness AAAA\n');
  await askWitness(up.url);
  expect(mine(up.heard)).toHaveLength(1);
  up.stop();
});
