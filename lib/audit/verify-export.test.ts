import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { signLogs } from '@/e2e/support/sign-logs';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import { requestErase } from '@/lib/lifecycle/erase/request-erase';
import { runOperations } from '@/lib/operations/run-operations';
import { readKeys, readNotes, verifyExport } from '@/scripts/audit-verify.mjs';
import { verifierKey } from './checkpoints/note';
import { publicKeys } from './checkpoints/signing-keys';
import { checkpointDirectory } from './checkpoints/write-once';
import { exportLog, exportPlatformLog } from './export-log';
import { PLATFORM_LOG } from './proofs/schema';
import { recordAudit } from './record';

const COUNT = 600;

let tenant: MadeTenant;
/** Of a log that was signed at several sizes. */
let lines: string[];
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'tenantry-audit-'));
  tenant = await makeTenant();
  for (let n = 0; n < COUNT; n += 200) {
    await write(tenant, 200);
    await sign();
  }
  lines = await collect(exportLog(tenant.ctx));
}, 180_000);
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await closePools();
});

async function write(to: MadeTenant, count: number): Promise<void> {
  await withTenantSql(to.ctx, async (sql) => {
    for (let n = 0; n < count; n += 1)
      await recordAudit(to.ctx, sql, {
        action: 'folder.create',
        objectKind: 'folder',
        objectId: newId(),
        detail: { n },
      });
  });
}

const sign = (of = tenant.ctx.tenantId) => signLogs(of);

async function collect(parts: AsyncGenerator<string>): Promise<string[]> {
  let text = '';
  for await (const part of parts) text += part;
  return text.trimEnd().split('\n');
}

async function verify(given: string[], seen: string[] = []) {
  const keys = readKeys(await keyText());
  return verifyExport(
    given,
    keys,
    seen.flatMap((text) => readNotes(text, keys)),
  );
}

/** Another test may have rotated it meanwhile. */
const keyText = async () => (await publicKeys()).map(verifierKey).join('\n');

interface Line {
  index?: number;
  payload?: string;
  tile?: number;
  hashes?: string;
  checkpoint?: string;
  size?: number;
}
const read = () => lines.map((line) => JSON.parse(line) as Line);
const written = (given: Line[]) => given.map((line) => JSON.stringify(line));

describe('an exported log', () => {
  it('is found good by the file alone, started as a program, with the key and what was written out', async () => {
    const name = path.join(directory, 'good.jsonl');
    const key = path.join(directory, 'key');
    writeFileSync(name, `${lines.join('\n')}\n`);
    writeFileSync(key, await keyText());
    const seen = path.join(checkpointDirectory(), `${tenant.ctx.tenantId}.checkpoints`);
    const args = ['scripts/audit-verify.mjs', name, '--key', key, '--checkpoint', seen];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toMatch(
      new RegExp(`^Good: ${read()[0]?.size} entries of log ${tenant.ctx.tenantId}, as signed at `),
    );
    writeFileSync(name, `${lines.join('\n').replace('\\"n\\": 17}', '\\"n\\": 18}')}\n`);
    expect(() => execFileSync(process.execPath, args, { stdio: 'pipe' })).toThrow(
      /Bad at entry \d+/,
    );
  });

  it('is bad at the first entry that was altered, taken out, put in, moved or cut off', async () => {
    const size = read()[0]?.size ?? 0;
    const at = (index: number) => read().findIndex((line) => line.index === index);
    for (const index of [0, 1, 199, 255, 256, 257, 511, size - 2]) {
      const altered = read();
      Object.assign(altered[at(index)] as Line, { payload: '{"n": 999}' });
      expect(await verify(written(altered))).toMatchObject({ ok: false, index });

      const renumbered = (given: Line[]) => {
        let next = 0;
        return given.map((line) => (line.index === undefined ? line : { ...line, index: next++ }));
      };
      const without = renumbered(read().filter((line) => line.index !== index));
      expect(await verify(written(without))).toMatchObject({ ok: false, index });

      const added = read();
      added.splice(at(index), 0, { ...(added[at(index)] as Line), payload: '{"n": 998}' });
      expect(await verify(written(renumbered(added)))).toMatchObject({ ok: false, index });

      const moved = read();
      const [one, two] = [at(index), at(index + 1)];
      [moved[one], moved[two]] = [moved[two] as Line, moved[one] as Line];
      expect(await verify(written(renumbered(moved)))).toMatchObject({ ok: false, index });

      expect(await verify(lines.slice(0, at(index)))).toMatchObject({ ok: false, index });
    }
  });

  it('is bad where it was altered also when the stored hash was altered with it', async () => {
    const forged = read();
    const entry = forged.find((line) => line.index === 210) as Line & Record<string, string>;
    entry.payload = '{"n": 999}';
    const { salt, payload } = entry;
    const commitment = createHash('sha256').update(`${salt}${payload}`).digest('hex');
    const body = JSON.stringify([
      ...['tenantry-audit-1', tenant.ctx.tenantId, entry.id, entry.at, entry.actorKind],
      ...[entry.actorId, entry.action, entry.objectKind, entry.objectId ?? ''],
      ...[entry.requestId ?? '', entry.outcome, commitment],
    ]);
    const tile = forged.find((line) => line.tile === 0) as Line;
    const hashes = Buffer.from(tile.hashes ?? '', 'base64');
    createHash('sha256')
      .update(`\0${body}`)
      .digest()
      .copy(hashes, 210 * 32);
    tile.hashes = hashes.toString('base64');
    // Nothing says more than that it is one of those since the checkpoint before.
    expect(await verify(written(forged))).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/, between \d+ and \d+$/),
    });
  });

  it('is bad when a newer checkpoint is known, when nobody signed it, and when another signed', async () => {
    await write(tenant, 1);
    await sign();
    const newer = (await collect(exportLog(tenant.ctx))).findLast((line) =>
      line.startsWith('{"checkpoint"'),
    );
    const size = read()[0]?.size;
    expect(await verify(lines)).toMatchObject({ ok: true, size });
    expect(await verify(lines, [newer ?? ''])).toMatchObject({ ok: false, index: size });
    const unsigned = written(read().filter((line) => !line.checkpoint));
    expect(await verify(unsigned)).toMatchObject({ ok: false, index: 0 });
    const forged = lines.map((line) =>
      line.startsWith('{"checkpoint"') ? line.replace(/\\ntime 20/, '\\ntime 19') : line,
    );
    expect(await verify(forged)).toMatchObject({ ok: false });
    expect(await verifyExport(lines, readKeys(''))).toMatchObject({ ok: false, index: 0 });
  });
});

describe('altered by a superuser of the database', () => {
  it('is bad at the entry, whatever part was altered', async () => {
    const other = await makeTenant();
    await write(other, 300);
    await sign(other.ctx.tenantId);
    const own = 'tenant_id = (select tenant_id from audit_entry where id = $1)';
    const id = (await collect(exportLog(other.ctx)))
      .map((line) => JSON.parse(line) as { index?: number; id?: string })
      .find((line) => line.index === 123)?.id;
    await asSuperuser(`update audit_entry set detail = '{"n": -1}' where id = $1 and ${own}`, [id]);
    expect(await verify(await collect(exportLog(other.ctx)))).toMatchObject({
      ok: false,
      index: 123,
    });
    await asSuperuser('delete from audit_entry where id = $1', [id]);
    expect(await verify(await collect(exportLog(other.ctx)))).toMatchObject({
      ok: false,
      index: 123,
    });
  });
});

describe('for the platform', () => {
  it('has the reasons of the platform’s own log, and of an erased tenant what was committed to', async () => {
    const operator = await makePlatformPerson('operator');
    const leaving = await makeTenant();
    await write(leaving, 5);
    await sign(leaving.ctx.tenantId);
    await requestErase(operator, {
      tenantId: leaving.ctx.tenantId,
      confirmation: leaving.slug,
      reason: 'they left',
    });
    await runOperations();
    await signLogs(leaving.ctx.tenantId, PLATFORM_LOG);
    const [left] = await asSuperuser<{ n: number }>(
      'select count(*)::int as n from audit_entry where tenant_id = $1',
      [leaving.ctx.tenantId],
    );
    expect(left?.n).toBe(0);
    const erased = await collect(exportPlatformLog(operator, leaving.ctx.tenantId));
    expect(await verify(erased)).toMatchObject({ ok: true });
    expect(erased.join('')).not.toContain('payload');
    // A payload that is shown must be what was committed to.
    const invented = erased.map((line) =>
      line.replace('"commitment"', '"payload":"{}","commitment"'),
    );
    expect(await verify(invented)).toMatchObject({ ok: false, index: 0 });
    const own = await collect(exportPlatformLog(operator, PLATFORM_LOG));
    expect(await verify(own)).toMatchObject({ ok: true });
    expect(own.join('')).toContain('they left');
  });
});
