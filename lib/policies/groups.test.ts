import { afterAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { listGroupEdits } from './group-edits/list-group-edits';
import { createGroup, listGroups, removeGroup, setGroup } from './groups';

const reason = 'Treated alike by contract';

afterAll(closePools);

it('says who came and who went and why, and keeps what another operator added meanwhile', async () => {
  const [one, two] = [await makePlatformPerson('operator'), await makePlatformPerson('operator')];
  const [a, b, c] = (await Promise.all([1, 2, 3].map(() => makeTenant('free')))).map(
    ({ ctx }) => ctx.tenantId,
  ) as [string, string, string];
  const name = `Group ${newId()}`;
  const id = await createGroup(one, { name, tenants: [a], reason });
  await expect(createGroup(two, { name, tenants: [], reason })).rejects.toMatchObject({
    code: 'conflict',
  });
  await setGroup(two, { id, added: [b], removed: [], reason });
  await setGroup(one, { id, added: [c, b], removed: [a], reason });
  const group = (await listGroups(one)).find((each) => each.id === id);
  expect(new Set(group?.tenants.map((tenant) => tenant.id))).toEqual(new Set([b, c]));
  const [entry] = await asSuperuser<{ reason: string; detail: object }>(
    "select reason, detail from platform_audit where action = 'group.edit' and actor_id = $1",
    [one.userId],
  );
  expect(entry).toMatchObject({ reason, detail: { group: id, added: [c, b], removed: [a] } });
  await expect(setGroup(one, { id, added: [newId()], removed: [b], reason })).rejects.toMatchObject(
    { code: 'invalid_input' },
  );
  expect((await listGroups(one)).find((each) => each.id === id)?.tenants).toHaveLength(2);
  await removeGroup(one, { id, reason });
  await expect(removeGroup(one, { id, reason })).rejects.toMatchObject({ code: 'not_found' });
  await expect(setGroup(one, { id, added: [a], removed: [], reason })).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('tells who came and who went, to operators and auditors, until the group is gone', async () => {
  const [operator, auditor] = [
    await makePlatformPerson('operator'),
    await makePlatformPerson('auditor'),
  ];
  const [a, b] = (await Promise.all([1, 2].map(() => makeTenant('free')))).map(
    ({ ctx }) => ctx.tenantId,
  ) as [string, string];
  const id = await createGroup(operator, { name: `Group ${newId()}`, tenants: [a], reason });
  const edits = async () => (await listGroupEdits(auditor)).filter(({ group }) => group === id);
  expect(await edits()).toEqual([]);
  await setGroup(operator, { id, added: [b], removed: [a], reason });
  const [edit] = await edits();
  expect(edit).toMatchObject({ reason, author: 'Test', added: [{ id: b }], removed: [{ id: a }] });
  await setGroup(operator, { id, added: [a], removed: [b], reason: 'Taken back' });
  expect((await edits()).map((each) => each.reason)).toEqual(['Taken back', reason]);
  const [group] = (await listGroups(operator)).filter((each) => each.id === id);
  expect(group?.tenants).toMatchObject([{ id: a }]);
  await removeGroup(operator, { id, reason });
  expect(await edits()).toEqual([]);
  await expect(listGroupEdits(await makePlatformPerson('finance'))).rejects.toMatchObject({
    code: 'forbidden',
  });
});
