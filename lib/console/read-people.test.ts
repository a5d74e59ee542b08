import { expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { readTenantPolicy } from './read-tenant';

it('names people of the tenant alone, and of who has not accepted the address alone', async () => {
  const operator = await makePlatformPerson('operator');
  const [tenant, other] = [await makeTenant(), await makeTenant()];
  const { tenantId } = tenant.ctx;
  const [member, invited, removed] = [
    await makeMember(tenant),
    await makeMember(tenant),
    await makeMember(tenant),
  ];
  await asSuperuser('update membership set accepted_at = null where user_id = $1', [invited.id]);
  await asSuperuser(
    'update membership set removed_at = now(), accepted_at = null where user_id = $1',
    [removed.id],
  );
  const [{ email: address = '' } = {}, { email: invitedAddress = '' } = {}] = await Promise.all(
    [member, invited].map(async ({ id }) => {
      const [row] = await asSuperuser<{ email: string }>(
        'select email from app_user where id = $1',
        [id],
      );
      return row ?? { email: '' };
    }),
  );
  const { people } = await readTenantPolicy(operator, tenantId);
  const names = new Map(people.map(({ id, name }) => [id, name]));
  expect(names.get(member.id)).toMatch(new RegExp(`.+ · ${address}$`));
  expect(names.get(invited.id)).toBe(invitedAddress);
  expect(names.has(removed.id)).toBe(false);
  expect(names.has(other.ctx.principal.id)).toBe(false);
});
