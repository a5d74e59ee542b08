import { afterAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeKey } from '@/e2e/support/make-key';
import { makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { verifyApiKey } from '@/lib/tenancy/verify-key';
import { removeEnded } from './remove-ended';
import { claimName } from './stored-answers';

afterAll(closePools);

it('what was kept of any tenant’s key goes when its day is over, and not before', async () => {
  const names = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  for (const made of [await makeTenant(), await makeTenant()]) {
    const { text } = await makeKey(made.ctx);
    const key = await verifyApiKey(text, { address: '127.0.0.1' });
    for (const name of names) await claimName(key, { name, request: name });
  }
  const [over] = names;
  await asSuperuser(
    `update idempotent_answer set expires_at = now() - interval '1 second' where name_mac = $1`,
    [over],
  );
  await removeEnded();
  const left = await asSuperuser<{ name_mac: Buffer }>('select name_mac from idempotent_answer');
  expect(left.map(({ name_mac }) => name_mac[0])).toEqual([2, 2]);
});
