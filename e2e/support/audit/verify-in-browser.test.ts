import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CheckedLog, checkLog } from '@/components/audit/verify/check-log';
import type { Remembered } from '@/components/audit/verify/remembered';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { signLogs } from '@/e2e/support/sign-logs';
import { continueLogs } from '@/lib/audit/checkpoints/continue-logs';
import { checkWrittenLogs } from '@/lib/audit/checkpoints/sign-trees';
import { publicKeys, rotateSigningKey } from '@/lib/audit/checkpoints/signing-keys';
import { checkpointDirectory, lastWritten } from '@/lib/audit/checkpoints/write-once';
import { listAuditEntries } from '@/lib/audit/list-entries';
import { readProofs } from '@/lib/audit/proofs/read-proofs';
import { recordAudit } from '@/lib/audit/record';
import type { AuditEntryView } from '@/lib/audit/schema';
import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';

const RANGE = { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };

let tenant: MadeTenant;

beforeAll(async () => {
  tenant = await makeTenant();
}, 120_000);
afterAll(closePools);

async function write(count: number, to = tenant): Promise<void> {
  await withTenantSql(to.ctx, async (sql) => {
    for (let n = 0; n < count; n += 1)
      await recordAudit(to.ctx, sql, {
        action: 'folder.create',
        objectKind: 'folder',
        objectId: newId(),
        detail: { n, words: 'ä "quoted" \n' },
      });
  });
}

const sign = (of = tenant) => signLogs(of.ctx.tenantId);

async function shown(of = tenant): Promise<AuditEntryView[]> {
  return (await listAuditEntries(of.ctx, RANGE)).page.rows;
}

async function check(before?: Remembered, of = tenant): Promise<CheckedLog> {
  const rows = await shown(of);
  const wanted = { entries: rows.map((row) => row.id), seen: before?.size ?? 0 };
  return checkLog(await readProofs(of.ctx, wanted), rows, before);
}

/** Another process of the tests may hold the turn to compare. */
async function faulty(of: MadeTenant): Promise<void> {
  await expect
    .poll(async () => {
      await checkWrittenLogs();
      return (await readProofs(of.ctx, { entries: [], seen: 0 })).fault;
    })
    .toBe('behind');
}

const states = (checked: CheckedLog) => [...new Set(checked.entries.values())];

it('proves every entry of a page in the browser, over tiles of all sizes, and each log after another', async () => {
  let before: Remembered | undefined;
  for (const count of [1, 1, 3, 250, 1, 260, 700]) {
    await write(count);
    await sign();
    const checked = await check(before);
    expect(checked.state).toBe('good');
    expect(states(checked)).toEqual(['proven']);
    before = checked.seen;
  }
  expect(before?.size).toBeGreaterThan(1_200);
  await write(1);
  expect(states(await check(before))).toEqual(['waiting', 'proven']);
});

it('turns false at the one entry that a superuser altered, whatever was altered', async () => {
  const other = await makeTenant();
  await write(5, other);
  await sign(other);
  for (const change of [
    `detail = '{"n": 99}'`,
    'actor_id = gen_random_uuid()',
    "at = at + interval '1 microsecond'",
    "action = 'folder.rename'",
    "outcome = 'refused'",
    'request_id = gen_random_uuid()',
    'salt = gen_random_uuid()',
  ]) {
    const [row] = (await shown(other)).slice(2);
    const before = await asSuperuser('select * from audit_entry where id = $1', [row?.id]);
    await asSuperuser(`update audit_entry set ${change} where id = $1`, [row?.id]);
    const checked = await check(undefined, other);
    expect([...checked.entries].filter(([, state]) => state !== 'proven')).toEqual([
      [row?.id, 'false'],
    ]);
    await asSuperuser('delete from audit_leaf where entry_id = $1 and place is null', [row?.id]);
    await asSuperuser(
      `update audit_entry e set (detail, actor_id, at, action, outcome, request_id, salt) =
         (select x.detail, x.actor_id, x.at, x.action, x.outcome, x.request_id, x.salt
          from jsonb_populate_record(e, $2::jsonb) x) where id = $1`,
      [row?.id, JSON.stringify({ ...before[0], at: row?.at })],
    );
    expect(states(await check(undefined, other))).toEqual(['proven']);
  }
});

it('refuses to sign a tree that is not the one signed before, and tells it once', async () => {
  const other = await makeTenant();
  await write(4, other);
  await sign(other);
  const before = (await check(undefined, other)).seen;
  await asSuperuser(
    `update audit_leaf set hash = sha256('forged') where log_id = $1 and place = 2`,
    [other.ctx.tenantId],
  );
  await write(1, other);
  await sign(other);
  await sign(other);
  const proofs = await readProofs(other.ctx, { entries: [], seen: before?.size ?? 0 });
  expect(proofs.fault).toBe('fork');
  expect((await check(before, other)).seen).toEqual(before);
  const alerts = await asSuperuser(
    "select kind, place from security_alert where kind = 'audit_fault' and subject_tenant = $1",
    [other.ctx.tenantId],
  );
  expect(alerts).toEqual([{ kind: 'audit_fault', place: 'fork' }]);
});

it('says that a log is behind what left the installation, and signs nothing until it is not', async () => {
  const other = await makeTenant();
  await write(6, other);
  await sign(other);
  const before = (await check(undefined, other)).seen;
  // As a restored database: the last leaves, their entries and the checkpoint are not there.
  const log = [other.ctx.tenantId];
  await asSuperuser(
    'delete from audit_entry e using audit_leaf l where l.log_id = $1 and l.entry_id = e.id and l.place > 3',
    log,
  );
  await asSuperuser('delete from audit_leaf where log_id = $1 and place > 3', log);
  await asSuperuser('delete from audit_checkpoint where log_id = $1', log);
  await asSuperuser(
    `update audit_head set size = 4, peaks = array[(select sha256('\\x01'::bytea || sha256('\\x01'::bytea || a.hash || b.hash)
       || sha256('\\x01'::bytea || c.hash || d.hash)) from audit_leaf a, audit_leaf b, audit_leaf c, audit_leaf d
       where (a.log_id, a.place, b.log_id, b.place, c.log_id, c.place, d.log_id, d.place) = ($1, 0, $1, 1, $1, 2, $1, 3))]
     where log_id = $1`,
    log,
  );
  await faulty(other);
  await write(1, other);
  await sign(other);
  const checked = await check(before, other);
  expect(checked.state).toBe('shortened');
  expect((await readProofs(other.ctx, { entries: [], seen: 0 })).checkpoint).toBeNull();
  // An operator has it go on: a new reader believes it, and who saw more goes on to see that it was lost.
  expect(await continueLogs()).toContainEqual({ logId: other.ctx.tenantId, size: 5 });
  await write(3, other);
  await sign(other);
  const fresh = await check(undefined, other);
  expect(fresh.state).toBe('good');
  expect(states(fresh)).toEqual(['proven']);
  expect((await check(before, other)).state).toBe('rewritten');
});

it('goes on after a rotation of the key, for a browser that knows the former alone', async () => {
  const before = (await check()).seen;
  await rotateSigningKey();
  await write(1);
  await sign();
  const checked = await check(before);
  expect(checked.state).toBe('good');
  expect(checked.seen?.keys).toHaveLength(2);
  await rotateSigningKey();
  await write(1);
  await sign();
  expect((await check(checked.seen)).state).toBe('good');
  // Two keys later nobody vouches any more.
  expect((await check(before)).state).toBe('unknown-signer');
});

it('writes checkpoints out once, in order, also after a line that was cut off', async () => {
  const file = path.join(checkpointDirectory(), `${tenant.ctx.tenantId}.checkpoints`);
  const before = readFileSync(file, 'utf8');
  appendFileSync(file, '{"checkpoint": "tenantry-au');
  await write(1);
  await sign();
  const after = readFileSync(file, 'utf8');
  expect(after.startsWith(`${before}{"checkpoint": "tenantry-au\n{"`)).toBe(true);
  writeFileSync(file, before);
  await write(1);
  // The database has a newer one than the file: what was written is what counts, and it is contained.
  await sign();
  expect((await check()).state).toBe('good');
});

/** As it was an hour ago. */
async function anHourAgo(work: () => Promise<void>): Promise<void> {
  const undo = setClock(new SimulatedClock(clock().now() - 3_600_000, { running: true }));
  await work().finally(undo);
}

it('turns false at an altered copy that takes the place of an entry, and says that one was removed', async () => {
  const other = await makeTenant();
  await anHourAgo(async () => {
    await write(5, other);
    await sign(other);
  });
  const copyOne = async () => {
    const [row] = (await shown(other)).slice(2);
    const id = newId();
    await asSuperuser(
      `insert into audit_entry select x.* from audit_entry e,
         jsonb_populate_record(e, $2::jsonb) x where e.id = $1`,
      [row?.id, JSON.stringify({ id, action: 'folder.rename' })],
    );
    await asSuperuser('delete from audit_entry where id = $1', [row?.id]);
    await sign(other);
    return id;
  };
  // Nothing was written since: no signature contradicts it, and its own is late.
  const quiet = await copyOne();
  const first = await check(undefined, other);
  expect(first.entries.get(quiet)).toBe('late');
  expect(
    (await readProofs(other.ctx, { entries: [...first.entries.keys()], seen: 0 })).removed,
  ).toBe(1);
  await write(1, other);
  await sign(other);
  const busy = await copyOne();
  expect((await check(undefined, other)).entries.get(busy)).toBe('false');
});

it('turns false at an entry of a full tile that is altered with its leaf and placed again', async () => {
  const other = await makeTenant();
  await anHourAgo(async () => {
    await write(300, other);
    await sign(other);
  });
  await write(1, other);
  await sign(other);
  const [entry] = await asSuperuser<{ entry_id: string }>(
    'select entry_id from audit_leaf where log_id = $1 and place = 200',
    [other.ctx.tenantId],
  );
  const id = String(entry?.entry_id);
  await asSuperuser("update audit_entry set action = 'folder.rename' where id = $1", [id]);
  await asSuperuser('alter table audit_leaf disable trigger audit_leaf_kept');
  await asSuperuser(
    `update audit_leaf l set place = null, body = b.body, hash = sha256('\\x00'::bytea || convert_to(b.body, 'UTF8'))
     from (select tenancy.audit_body_of(e) as body from audit_entry e where e.id = $1) b where l.entry_id = $1`,
    [id],
  );
  await asSuperuser('alter table audit_leaf enable trigger audit_leaf_kept');
  const placed = async () => {
    const page = await listAuditEntries(other.ctx, { ...RANGE, action: 'folder.rename' });
    const proofs = await readProofs(other.ctx, { entries: [id], seen: 0 });
    return checkLog(proofs, page.page.rows, undefined);
  };
  expect((await placed()).entries.get(id)).toBe('false');
  await sign(other);
  expect((await placed()).entries.get(id)).toBe('false');
  const around = await asSuperuser<{ entry_id: string }>(
    'select entry_id from audit_leaf where log_id = $1 and place in (199, 201)',
    [other.ctx.tenantId],
  );
  const proofs = await readProofs(other.ctx, {
    entries: around.map((each) => each.entry_id),
    seen: 0,
  });
  expect(proofs.removed).toBe(1);
});

it('names what waits longer than it should', async () => {
  const other = await makeTenant();
  await write(1, other);
  const rows = await shown(other);
  const proofs = await readProofs(other.ctx, { entries: rows.map((row) => row.id), seen: 0 });
  expect(states(await checkLog(proofs, rows, undefined))).toEqual(['waiting']);
  expect(states(await checkLog(proofs, rows, undefined, Date.now() + 3_600_000))).toEqual([
    'overdue',
  ]);
});

it('signs nothing once what was written out is gone, until an operator says so', async () => {
  const other = await makeTenant();
  await write(2, other);
  await sign(other);
  const { checkpoint } = await readProofs(other.ctx, { entries: [], seen: 0 });
  rmSync(path.join(checkpointDirectory(), `${other.ctx.tenantId}.checkpoints`));
  await write(1, other);
  await sign(other);
  const lost = await readProofs(other.ctx, { entries: [], seen: 0 });
  expect(lost.fault).toBe('behind');
  expect(lost.checkpoint).toBe(checkpoint);
  await continueLogs();
  await write(1, other);
  await sign(other);
  expect((await check(undefined, other)).state).toBe('good');
});

it('finds the last checkpoint behind much that is none', async () => {
  const file = path.join(checkpointDirectory(), `${tenant.ctx.tenantId}.checkpoints`);
  const known = await publicKeys();
  const last = lastWritten(tenant.ctx.tenantId, known);
  const before = readFileSync(file, 'utf8');
  appendFileSync(file, `${'x'.repeat(300_000)}\n${'{"checkpoint": "no"}\n'.repeat(10_000)}`);
  expect(lastWritten(tenant.ctx.tenantId, known)).toEqual(last);
  expect(last).toBeDefined();
  writeFileSync(file, before);
});
