import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { heldOperation } from '@/e2e/support/held-operation';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { decideChange } from '@/lib/policies/decide-change';
import { policies } from './run-command';

let directory: string;
let email: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tenantry-policies-'));
  ({ email } = await makePerson('operator'));
});
afterAll(async () => {
  await closePools();
  await rm(directory, { recursive: true });
});

async function command(...args: string[]): Promise<{ code: number; said: string }> {
  const said: string[] = [];
  const code = await policies([...args, '--as', email], directory, (line) => said.push(line));
  return { code, said: said.join('\n') };
}

it('exports, plans and applies, and does nothing the second time', async () => {
  const { slug } = await makeTenant('free');
  const file = path.join(directory, `all/tenants/${slug}.yaml`);
  expect((await command('export', 'all')).said).toContain(`written tenants/${slug}.yaml`);
  expect(await command('export', 'all')).toEqual({ code: 0, said: 'Nothing differs.' });
  expect(await command('plan', 'all')).toEqual({ code: 0, said: 'Nothing differs.' });
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('requestsPerMinute: 10\n', 'requestsPerMinute: 25\n'));
  const planned = await command('plan', 'all');
  expect(planned.code).toBe(2);
  expect(planned.said).toContain('  requestsPerMinute: 10 -> 25');
  await expect(command('apply', 'all')).rejects.toMatchObject({ code: 'invalid_input' });
  const applied = await command('apply', 'all', '--reason', 'Kept in a repository');
  expect(applied).toEqual({ code: 0, said: `tenants/${slug}.yaml: version 2 is in force` });
  expect(await command('apply', 'all', '--reason', 'Again')).toEqual({
    ...{ code: 0, said: 'Nothing differs.' },
  });
  await writeFile(file, 'requestsPerMinute: 9000\n');
  const first = await command('apply', 'all', '--reason', 'Far more');
  expect(first).toEqual({
    code: 3,
    said: `tenants/${slug}.yaml: waits for another operator (requestsPerMinute)`,
  });
  expect((await command('apply', 'all', '--reason', 'Far more')).said).toContain('waits already');
  await writeFile(file, 'weight: 2\nrequestsPerMinute: many\n');
  await expect(command('plan', 'all')).rejects.toThrow(
    `tenants/${slug}.yaml:2:20: requestsPerMinute: Give a number.`,
  );
  await writeFile(path.join(directory, 'all/tenants/nobody-there.yaml'), 'weight: 2\n');
  await expect(command('plan', 'all')).rejects.toThrow(
    'tenants/nobody-there.yaml: there is no such',
  );
  await expect(command('plan', 'elsewhere')).rejects.toMatchObject({ code: 'invalid_input' });
});

it('skips the file of a tenant that is erased, and export removes it', async () => {
  const [gone, stays] = [await makeTenant('free'), await makeTenant('free')];
  await command('export', 'erased');
  await asSuperuser("update tenant set state = 'erasing' where id = $1", [gone.ctx.tenantId]);
  await writeFile(fileOf('erased', stays), 'weight: 2\n');
  const planned = await command('plan', 'erased');
  expect(planned.code).toBe(2);
  expect(planned.said).toContain(`tenants/${gone.slug}.yaml: its tenant was erased`);
  const { code, said } = await command('apply', 'erased', '--reason', 'Agreed');
  expect(code).toBe(0);
  expect(said).toContain(`tenants/${stays.slug}.yaml: version 2 is in force`);
  const exported = await command('export', 'erased');
  expect(exported.said).toContain(`removed tenants/${gone.slug}.yaml`);
  expect(await command('plan', 'erased')).toEqual({ code: 0, said: 'Nothing differs.' });
});

it('proposes the other files where one is refused, and says which', async () => {
  const [bad, good] = [await makeTenant('free'), await makeTenant('free')];
  await mkdir(path.join(directory, 'mixed/tenants'), { recursive: true });
  const budget = `{scope: user, subject: ${newId()}, period: day, tokens: 5, priceNano: null, softPercent: null, graceMinutes: null}`;
  await writeFile(fileOf('mixed', bad), `budgets: [${budget}]\n`);
  await writeFile(fileOf('mixed', good), 'weight: 3\n');
  const applied = await command('apply', 'mixed', '--reason', 'Both at once');
  expect(applied.code).toBe(1);
  expect(applied.said).toContain(
    `tenants/${bad.slug}.yaml: refused: A budget names somebody who is not in the workspace.`,
  );
  expect(applied.said).toContain(`tenants/${good.slug}.yaml: version 2 is in force`);
});

it('proposes nothing twice, however much waits', async () => {
  const tenant = await makeTenant('free');
  await mkdir(path.join(directory, 'many/tenants'), { recursive: true });
  await writeFile(fileOf('many', tenant), 'requestsPerMinute: 9000\n');
  expect((await command('apply', 'many', '--reason', 'Far more')).code).toBe(3);
  await asSuperuser(
    `insert into policy_change (id, kind, plan, patch, expects, reason, proposed_by, proposed_at, stages, beyond, state)
     select gen_random_uuid(), 'plan', 'free', '{"weight": 9}', '{"weight": 1}', 'test', gen_random_uuid(), now() + interval '1 minute', 1,
       '{weight}', 'waiting' from generate_series(1, 101)`,
  );
  expect(await command('apply', 'many', '--reason', 'Far more')).toEqual({
    ...{ code: 3, said: `tenants/${tenant.slug}.yaml: waits already` },
  });
});

it('exports where data lies, and proposes a move where a file says otherwise', async () => {
  const tenant = await makeTenant('free');
  const held = await heldOperation(tenant, 'reindex');
  await mkdir(path.join(directory, 'placed/tenants'), { recursive: true });
  await command('export', 'all');
  const text = await readFile(fileOf('all', tenant), 'utf8');
  const [, lies = ''] = text.split('placement:\n');
  expect(lies.split('\n').map((line) => line.trim())).toEqual([
    'databaseTier: shared',
    'vectorStore: lancedb',
    'vectorTier: namespace',
    '',
  ]);
  const wanted = 'placement: {vectorTier: shared, vectorStore: lancedb, databaseTier: shared}\n';
  await writeFile(fileOf('placed', tenant), `${wanted}weight: 2\n`);
  const planned = await command('plan', 'placed');
  expect(planned.code).toBe(2);
  expect(planned.said).toContain(
    '"vectorTier":"namespace"} -> {"databaseTier":"shared","vectorStore":"lancedb","vectorTier":"shared"}',
  );
  const file = `tenants/${tenant.slug}.yaml`;
  expect(await command('apply', 'placed', '--reason', 'Agreed')).toEqual({
    code: 3,
    said: `${file}: version 2 is in force\n${file}: waits for another operator (placement)`,
  });
  const again = { code: 3, said: `${file}: waits already` };
  expect(await command('apply', 'placed', '--reason', 'Agreed')).toEqual(again);
  const [waiting] = await asSuperuser<{ id: string }>(
    "select change_id as id from policy_change_target where tenant_id = $1 and state = 'waiting'",
    [tenant.ctx.tenantId],
  );
  const second = await makePlatformPerson('operator');
  await decideChange(second, { id: waiting?.id ?? '', approve: true, reason: 'Agreed' });
  expect(await command('apply', 'placed', '--reason', 'Agreed')).toEqual(again);
  await held.end();
  await writeFile(fileOf('placed', tenant), 'placement: {vectorTier: shared}\n');
  await expect(command('plan', 'placed')).rejects.toThrow(`${file}:1:`);
  await mkdir(path.join(directory, 'placed/plans'), { recursive: true });
  await rm(fileOf('placed', tenant));
  await writeFile(path.join(directory, 'placed/plans/free.yaml'), wanted);
  await expect(command('plan', 'placed')).rejects.toThrow('placement: There is no such part.');
});

function fileOf(folder: string, { slug }: { slug: string }): string {
  return path.join(directory, folder, `tenants/${slug}.yaml`);
}
