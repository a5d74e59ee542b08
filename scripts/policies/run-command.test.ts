import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePerson, makeTenant } from '@/e2e/support/make-tenant';
import { closePools } from '@/lib/db/pools';
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
