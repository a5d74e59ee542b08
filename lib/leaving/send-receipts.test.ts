import { afterAll, beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { runOperation } from '@/e2e/support/run-operation';
import { now, SimulatedClock, setClock } from '@/lib/clock';
import { carryOutLeaves } from '@/lib/db/erasure-receipts';
import { closePools } from '@/lib/db/pools';
import { confirmPerson } from '@/lib/identity/confirm-person';
import { receiptPublicKey, verifyReceipt } from '@/lib/lifecycle/erase/sign-receipt';
import type { Mail } from '@/lib/notify/send-mail';
import type { PlatformContext } from '@/lib/tenancy/context';
import { beginLeave } from './begin-leave';
import { sendReceipts } from './send-receipts';

let operator: PlatformContext;
beforeAll(async () => {
  operator = await makePlatformPerson('operator');
});
afterAll(closePools);

const kept = (tenant: MadeTenant) =>
  asSuperuser<{ address: string }>(
    'select address from erasure_recipient where erased_id = $1 order by address',
    [tenant.ctx.tenantId],
  );

async function left(tenant: MadeTenant, mails: boolean): Promise<void> {
  await confirmPerson(tenant.session, { secret: '' }, 'test');
  await beginLeave(tenant.ctx, { reason: 'We merged' });
  await asSuperuser(
    `update tenant_leave set ends_at = clock_timestamp(), asked_at = '2026-01-01' where tenant_id = $1`,
    [tenant.ctx.tenantId],
  );
  await carryOutLeaves(now(), mails);
}

async function erased(tenant: MadeTenant): Promise<void> {
  const [row] = await asSuperuser<{ id: string }>(
    `select id from tenant_operation where tenant_id = $1 and kind = 'erase'`,
    [tenant.ctx.tenantId],
  );
  expect(await runOperation(operator, row?.id ?? '')).toBe('gone');
}

it('sends the signed receipt to the owners, who are no more, and forgets their addresses with it', async () => {
  const tenant = await makeTenant();
  await makeMember(tenant, 'admin');
  const { email, id } = tenant.ctx.principal;
  const mails: Mail[] = [];
  const send = async (mail: Mail) => {
    mails.push(mail);
  };
  await left(tenant, true);
  await sendReceipts(send, true);
  expect(mails).toEqual([]);
  expect(await kept(tenant)).toEqual([{ address: email }]);
  await erased(tenant);
  expect(await asSuperuser('select from app_user where id = $1', [id])).toEqual([]);

  await sendReceipts(async () => Promise.reject(new Error('full')), true);
  expect(await kept(tenant)).toEqual([{ address: email }]);
  await sendReceipts(send, true);
  expect(mails).toEqual([]);
  const undo = setClock(new SimulatedClock(now().getTime() + 120_000));
  try {
    await Promise.all([sendReceipts(send, true), sendReceipts(send, true)]);
  } finally {
    undo();
  }
  expect(mails.map(({ to }) => to)).toEqual([email]);
  const file = JSON.parse(mails[0]?.attachment?.content ?? '{}');
  expect(file.receipt.tenant).toEqual({ id: tenant.ctx.tenantId, slug: tenant.slug });
  expect(verifyReceipt(file, await receiptPublicKey())).toBe(true);
  expect(await kept(tenant)).toEqual([]);
});

it('keeps no address where no mail is sent, and none for longer than two weeks', async () => {
  const [quiet, failing, unset] = [await makeTenant(), await makeTenant(), await makeTenant()];
  await left(quiet, false);
  expect(await kept(quiet)).toEqual([]);
  await left(unset, true);
  await erased(unset);
  await sendReceipts(async () => {}, false);
  expect(await kept(unset)).toEqual([]);
  await left(failing, true);
  expect(await kept(failing)).toHaveLength(1);
  const undo = setClock(new SimulatedClock(now().getTime() + 14 * 86_400_000 + 1_000));
  try {
    await sendReceipts(async () => {}, true);
  } finally {
    undo();
  }
  expect(await kept(failing)).toEqual([]);
});
