import { expect, it } from 'vitest';
import { makeConversation } from '@/e2e/support/make-conversation';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { withPlatform } from '@/lib/db/platform-sql';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { verifySupport } from '@/lib/tenancy/verify-support';
import { openSupported } from './open-supported';
import { tenantKeys } from './tenant-keys';

async function supported() {
  const tenant = await makeTenant();
  const operator = await makePlatformPerson('operator');
  const said = { title: 'Fees', question: 'What?', answer: 'Nothing.', quote: 'No fee.' };
  const conversation = await makeConversation(tenant.ctx, { ...said, documentId: newId() });
  const id = newId();
  await withTenantSql(tenant.ctx, (sql) =>
    sql(
      `select tenancy.grant_support($1, 'conversation', $2, $3, null, 1) where :tenant is not null`,
      [id, conversation, operator.userId],
    ),
  );
  const { tenantId } = tenant.ctx;
  return { tenant, operator, id, proof: await verifySupport(operator, tenantId, id) };
}

it('opens what came with the proof, and nothing that is put beside it', async () => {
  const { tenant, proof } = await supported();
  const texts = proof.pieces.map((piece) => openSupported(proof, piece));
  expect(texts).toEqual(expect.arrayContaining(['Fees', 'What?', 'Nothing.', 'No fee.', null]));
  const row = newId();
  const sealed = tenantKeys(tenant.ctx).seal({ table: 'folder', row, column: 'name' }, 'Secret');
  const put = { table: 'folder', row, column: 'name', sealed, facts: {} };
  expect(() => openSupported(proof, put)).toThrow(TypeError);
  const [piece] = proof.pieces;
  if (!piece) throw new Error('The proof is empty.');
  expect(() => openSupported(proof, { ...piece })).toThrow(TypeError);
  expect(() => Object.assign(piece, put)).toThrow(TypeError);
});

it('is of no use as another proof, and none other is of use as it', async () => {
  const { tenant, operator, proof } = await supported();
  const [piece] = proof.pieces;
  if (!piece) throw new Error('The proof is empty.');
  const why = { action: 'test', reason: 'for a test' };
  expect(() => tenantKeys(proof as never)).toThrow(TypeError);
  await expect(withTenantSql(proof as never, async () => 1)).rejects.toThrow(TypeError);
  await expect(withPlatform(proof as never, why, async () => 1)).rejects.toThrow(TypeError);
  for (const wrong of [tenant.ctx, operator, { ...proof }, null])
    expect(() => openSupported(wrong as never, piece)).toThrow(TypeError);
});

it('is asked of PostgreSQL with the platform’s audit entry alone', async () => {
  const { tenant, operator, id } = await supported();
  const read = (action: string, detail: Record<string, unknown>) =>
    withPlatform(
      operator,
      { action, reason: 'for a test', tenantId: tenant.ctx.tenantId, detail },
      (sql) => sql('select id from tenancy.read_support($1, $2)', [tenant.ctx.tenantId, id]),
    );
  await expect(read('test', { grant: id })).rejects.toThrow(/audit entry/);
  await expect(read('support.read', { grant: newId() })).rejects.toThrow(/audit entry/);
  expect(await read('support.read', { grant: id })).not.toHaveLength(0);
});
