import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { signLogs } from '@/e2e/support/sign-logs';
import { superuserClient } from '@/e2e/support/superuser-client';
import { closePools } from '@/lib/db/pools';
import { newId } from '@/lib/ids';
import { liftHold, placeHold } from '@/lib/lifecycle/retention/legal-hold';
import { readKeys, verifyExport } from '@/scripts/audit-verify.mjs';
import { signCheckpoint, verifierKey } from '../checkpoints/note';
import { publicKeys, signingKeys } from '../checkpoints/signing-keys';
import { writeCheckpoint } from '../checkpoints/write-once';
import { exportLog } from '../export-log';
import { rootOfPeaks } from '../tree/hashes';
import { keptSince } from './kept-years';
import { endAuditEntries } from './start-expiry';

const LONG_AGO = '2018-03-01T12:00:00.000Z';
const OLD = 300;
const TURNS = 200;
let tenant: MadeTenant;

beforeAll(async () => {
  tenant = await makeTenant();
  await writeOld(tenant, OLD);
}, 180_000);
afterAll(closePools);

/** Entries of long ago with the checkpoint that was signed then, in one transaction: nobody signs them meanwhile. */
async function writeOld({ ctx }: MadeTenant, count: number): Promise<void> {
  await signLogs(ctx.tenantId);
  const client = await superuserClient();
  try {
    await client.query('begin');
    await client.query(
      `insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, outcome, detail)
       select $1, gen_random_uuid(), $2, 'user', $3, 'folder.create', 'folder', gen_random_uuid(), 'ok', '{"n": 1}'
       from generate_series(1, $4::int)`,
      [ctx.tenantId, LONG_AGO, ctx.principal.id, count],
    );
    for (let turn = 0; turn < TURNS; turn += 1) {
      await client.query('select tenancy.sequence_audit(100000)');
      const { rows } = await client.query(
        'select from audit_leaf where log_id = $1 and place is null',
        [ctx.tenantId],
      );
      if (rows.length === 0) break;
    }
    const { rows } = await client.query<{ size: string; peaks: Buffer[] }>(
      'select size::text, peaks from audit_head where log_id = $1',
      [ctx.tenantId],
    );
    const [head] = rows;
    if (!head) throw new Error('The log has no tree.');
    const logId = ctx.tenantId;
    const size = Number(head.size);
    const root = rootOfPeaks(head.peaks);
    const note = signCheckpoint({ logId, size, root, at: LONG_AGO }, await signingKeys());
    writeCheckpoint(logId, note);
    await client.query('select tenancy.add_audit_checkpoint($1, $2, $3, $4, $5)', [
      logId,
      size,
      root,
      LONG_AGO,
      note,
    ]);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

async function left(of = tenant): Promise<{ entries: number; told: number }> {
  const [row] = await asSuperuser<{ entries: number; told: number }>(
    `select (select count(*)::int from audit_entry where tenant_id = $1 and at = $2) as entries,
       (select count(*)::int from audit_leaf l where l.log_id = $1 and l.body like '%' || $3 || '%') as told`,
    [of.ctx.tenantId, LONG_AGO, LONG_AGO.slice(0, 19)],
  );
  return row ?? { entries: -1, told: -1 };
}

async function exported(): Promise<string[]> {
  let text = '';
  for await (const part of exportLog(tenant.ctx)) text += part;
  return text.trimEnd().split('\n');
}

const keys = async () => readKeys((await publicKeys()).map(verifierKey).join('\n'));

describe('audit entries that are older than they are kept', () => {
  it('stay under a legal hold', async () => {
    const hold = await placeHold(tenant.ctx, { reason: 'a dispute' });
    await endAuditEntries();
    expect(await left()).toEqual({ entries: OLD, told: OLD });
    await liftHold(tenant.ctx, { id: hold, reason: 'settled' });
  });

  it('go, but for their hashes, and the log says so and still verifies', async () => {
    await endAuditEntries();
    expect(await left()).toEqual({ entries: 0, told: 0 });
    const told = await asSuperuser<{ detail: { entries: number } }>(
      `select detail from audit_entry where tenant_id = $1 and action = 'audit.expire'`,
      [tenant.ctx.tenantId],
    );
    expect(told.reduce((sum, { detail }) => sum + detail.entries, 0)).toBe(OLD);
    await signLogs(tenant.ctx.tenantId);
    const lines = await exported();
    expect(await verifyExport(lines, await keys())).toMatchObject({ ok: true, ended: OLD });
    // Nobody may say of a younger entry that it was over.
    const parsed = lines.map((line) => JSON.parse(line));
    const young = parsed.findIndex((line) => 'payload' in line);
    const { index, tile = 0 } = { ...parsed[young], tile: Math.floor(parsed[young].index / 256) };
    const hashes = Buffer.from(parsed.find((line) => line.tile === tile).hashes, 'base64');
    const hash = hashes.subarray((index % 256) * 32, ((index % 256) + 1) * 32).toString('base64');
    parsed[young] = { index, hash };
    const tampered = parsed.map((line) => JSON.stringify(line));
    expect(await verifyExport(tampered, await keys())).toMatchObject({ ok: false, index });
    expect(await verifyExport(lines, await keys(), [], 20)).toMatchObject({ ok: false });
  });

  it('are a year old at least, whoever asks', async () => {
    await expect(
      asSuperuser(`select tenancy.expire_audit(now() - interval '11 months', now(), 10)`),
    ).rejects.toThrow('a year at least');
  });

  it('are none that no old checkpoint covers', async () => {
    const young = await makeTenant();
    const id = newId();
    await asSuperuser(
      `insert into audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, outcome)
       values ($1, $2, $3, 'user', $4, 'folder.create', 'folder', 'ok')`,
      [young.ctx.tenantId, id, LONG_AGO, young.ctx.principal.id],
    );
    await signLogs(young.ctx.tenantId);
    await endAuditEntries();
    expect(await left(young)).toEqual({ entries: 1, told: 1 });
  });
});

it('counts years by the calendar', () => {
  expect(keptSince(new Date('2026-11-22T10:00:00Z'), 7).toISOString()).toBe(
    '2019-11-22T10:00:00.000Z',
  );
});
