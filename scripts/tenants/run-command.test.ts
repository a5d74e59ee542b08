import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePerson } from '@/e2e/support/make-tenant';
import { superuserClient } from '@/e2e/support/superuser-client';
import type { Superuser } from '@/e2e/support/tenant-remains';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { startOperations } from '@/lib/operations/run-operations';
import { tenants } from './run-command';

let operator: { id: string; email: string };
let superuser: Superuser;
let worker: { stop(): Promise<void> };
let directory: string;

beforeAll(async () => {
  superuser = await superuserClient();
  operator = await makePerson('operator');
  directory = await mkdtemp(path.join(os.tmpdir(), 'tenantry-commands-'));
});
afterAll(async () => {
  await closePools();
  await superuser.end();
  await rm(directory, { recursive: true });
});

/** What the command says, with --json and as the operator unless told otherwise. */
async function command(...args: string[]) {
  const said: string[] = [];
  const who = args.includes('--as') ? [] : ['--as', operator.email];
  await tenants([...args, ...who, '--json'], (line) => said.push(line));
  return JSON.parse(said.join('\n'));
}

function provision(slug: string, email: string, ...more: string[]) {
  return command(
    'provision',
    slug,
    ...['--name', 'Harbour', '--owner-email', email, '--owner-name', 'Ines', ...more],
  );
}

async function working<T>(work: () => Promise<T>): Promise<T> {
  worker = startOperations();
  try {
    return await work();
  } finally {
    await worker.stop();
  }
}

const slugOf = () => `c-${newId().slice(0, 8)}`;
const emailOf = () => `${newId()}@example.test`;

describe('npm run tenants', () => {
  it('provisions once, and says so when asked again', async () => {
    const [slug, email] = [slugOf(), emailOf()];
    const made = await provision(slug, email);
    expect(made).toMatchObject({ created: true, linkKind: 'set_password' });
    expect(made.link).toMatch(/^http.*\/link\//);
    const count = async () => {
      const found = await superuser.query(
        `select (select count(*) from policy_version where tenant_id = $1) + (select count(*) from folder where tenant_id = $1)
           + (select count(*) from membership where tenant_id = $1) + (select count(*) from one_time_link where for_tenant = $1) as n`,
        [made.tenantId],
      );
      return found.rows[0];
    };
    const before = await count();
    expect(await provision(slug, email)).toEqual({
      tenantId: made.tenantId,
      created: false,
      link: null,
    });
    expect(await count()).toEqual(before);
    expect((await provision(slug, email, '--new-link')).link).not.toBe(made.link);
    await expect(provision(slug, emailOf())).rejects.toMatchObject({ code: 'conflict' });
  });

  it('provisions one when two ask at once', async () => {
    const [slug, email] = [slugOf(), emailOf()];
    const both = await Promise.all([provision(slug, email), provision(slug, email)]);
    expect(both.map((each) => each.created).sort()).toEqual([false, true]);
    expect(both[0].tenantId).toBe(both[1].tenantId);
  });

  it('acts as the operator who is named, for a moment and on record', async () => {
    const slug = slugOf();
    const { tenantId } = await provision(slug, emailOf());
    await command('suspend', slug, '--reason', 'Unpaid since May');
    expect(await command('list')).toContainEqual(
      expect.objectContaining({ slug, state: 'suspended' }),
    );
    await command('suspend', slug, '--reason', 'Once more');
    await command('resume', slug, '--reason', 'Paid');
    const audit = await superuser.query<{ action: string; actor_id: string; reason: string }>(
      'select action, actor_id, reason from platform_audit where subject_tenant = $1 order by at',
      [tenantId],
    );
    expect(audit.rows).toContainEqual({
      action: 'tenant.suspend',
      actor_id: operator.id,
      reason: 'Unpaid since May',
    });
    const opened = await superuser.query<{ command: string }>(
      `select detail ->> 'command' as command from platform_audit where actor_id = $1 and action = 'command.open'`,
      [operator.id],
    );
    expect(opened.rows.map((row) => row.command)).toEqual(
      expect.arrayContaining(['suspend', 'resume', 'list']),
    );
    const live = await superuser.query(
      `select id from user_session where user_id = $1 and second_factor_at is not null and revoked_at is null`,
      [operator.id],
    );
    expect(live.rows).toEqual([]);
  });

  it('is nobody’s but an operator’s', async () => {
    for (const person of [await makePerson(), await makePerson('auditor'), { email: 'x@y.test' }])
      await expect(command('list', '--as', person.email)).rejects.toMatchObject({
        code: 'forbidden',
      });
    const { id, email } = await makePerson('operator');
    await superuser.query('update app_user set disabled_at = now() where id = $1', [id]);
    await expect(command('list', '--as', email)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('exports, erases, and tells a true receipt from a changed one', async () => {
    const slug = slugOf();
    const { tenantId } = await provision(slug, emailOf());
    const file = path.join(directory, 'receipt.json');
    await working(async () => {
      expect(await command('export', slug, '--reason', 'Asked for')).toMatchObject({
        state: 'done',
      });
      await expect(
        command('erase', slug, '--confirm', 'other', '--reason', 'The end'),
      ).rejects.toMatchObject({ code: 'invalid_input' });
      await command('erase', slug, '--confirm', slug, '--reason', 'The end', '--out', file);
    });
    expect(await command('verify-receipt', file)).toMatchObject({
      valid: true,
      tenant: { id: tenantId, slug },
      reason: 'The end',
    });
    const key = path.join(directory, 'key');
    await command('public-key', '--out', key);
    expect(await command('verify-receipt', file, '--public-key', key)).toMatchObject({
      valid: true,
    });
    await writeFile(file, (await readFile(file, 'utf8')).replace('The end', 'An end'));
    await expect(command('verify-receipt', file)).rejects.toMatchObject({ code: 'invalid_input' });
    await writeFile(file, 'no receipt');
    await expect(command('verify-receipt', file)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(command('verify-receipt', `${file}.gone`)).rejects.toThrow(/cannot be read/);
    expect(await command('erased')).toContainEqual(expect.objectContaining({ id: tenantId, slug }));
    expect(await command('receipt', slug)).toEqual(await command('receipt', tenantId));
    await expect(command('receipt', `${slug}-not`)).rejects.toMatchObject({ code: 'not_found' });
    await superuser.query(
      `insert into erased_tenant (id, slug, name, plan, created_at, operation_id, requested_by, reason, requested_at, started_at)
       select gen_random_uuid(), slug, name, plan, created_at, operation_id, requested_by, reason, requested_at, started_at
       from erased_tenant where id = $1`,
      [tenantId],
    );
    await expect(command('receipt', slug)).rejects.toThrow(tenantId);
    await expect(command('operations', slug)).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each([
    [['frobnicate'], 'There is no command frobnicate.'],
    [['suspend'], 'Name the address of the tenant.'],
    [['suspend', 'a', 'b'], 'b is one word too many.'],
    [['list', '--what'], "Unknown option '--what'"],
    [
      ['provision', 'Not A Slug', '--name', 'a', '--owner-email', 'a@b.de', '--owner-name', 'A'],
      'slug: ',
    ],
  ])('says what is wrong with %j', async (args, words) => {
    await expect(command(...args)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(words),
    });
  });
});
