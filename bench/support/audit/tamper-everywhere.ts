import { createHash } from 'node:crypto';
import { makeTenant } from '@/e2e/support/make-tenant';
import { superuserClient } from '@/e2e/support/superuser-client';
import { verifierKey } from '@/lib/audit/checkpoints/note';
import { placeLeaves, signTrees } from '@/lib/audit/checkpoints/sign-trees';
import { publicKeys } from '@/lib/audit/checkpoints/signing-keys';
import { exportLog } from '@/lib/audit/export-log';
import { recordAudit } from '@/lib/audit/record';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { newId } from '@/lib/ids';
import type { TenantContext } from '@/lib/tenancy/context';
import { readKeys, verifyExport } from '@/scripts/audit-verify.mjs';
import { type ExportLine, TAMPERINGS } from './tamperings';

export interface Found {
  how: string;
  indices: number;
  missed: number;
  /** Of those found: the very entry was named. */
  named: number;
}

/** Tampers in every way at every index of a log, in its export and, as a superuser, in the database. */
export async function tamperEverywhere(count: number): Promise<Found[]> {
  const { ctx } = await makeTenant('enterprise');
  await writeLog(ctx, count);
  const keys = readKeys((await publicKeys()).map(verifierKey).join('\n'));
  const verify = (lines: readonly string[]) => verifyExport(lines, keys);
  const lines = await collect(ctx);
  const good = await verify(lines);
  if (!good.ok) throw new Error(`The log itself is bad: ${good.reason}`);
  const parsed = lines.map((line) => JSON.parse(line) as ExportLine);
  const results: Found[] = [];
  for (const [how, tamper] of Object.entries(TAMPERINGS)) {
    const found = { how, indices: 0, missed: 0, named: 0 };
    for (let index = 0; index < good.size; index += 1) {
      const tampered = tamper(structuredClone(parsed), index);
      if (!tampered) continue;
      const verdict = await verify(tampered.map((line) => JSON.stringify(line)));
      countOne(found, verdict.ok ? undefined : verdict.index, index);
    }
    results.push(found);
  }
  return [...results, ...(await inDatabase(ctx, good.size, verify))];
}

function countOne(found: Found, named: number | undefined, index: number): void {
  found.indices += 1;
  if (named === undefined) found.missed += 1;
  else if (named === index) found.named += 1;
}

type Verify = (lines: readonly string[]) => ReturnType<typeof verifyExport>;

async function inDatabase(ctx: TenantContext, size: number, verify: Verify): Promise<Found[]> {
  const superuser = await superuserClient();
  // Neither triggers nor policies stand in the way.
  await superuser.query('set session_replication_role = replica');
  const altered = { how: 'alteration by a superuser', indices: 0, missed: 0, named: 0 };
  const deleted = { how: 'deletion by a superuser', indices: 0, missed: 0, named: 0 };
  const hashed = {
    how: 'alteration of the stored hash by a superuser',
    indices: 0,
    missed: 0,
    named: 0,
  };
  const ended = { how: 'ending by a superuser', indices: 0, missed: 0, named: 0 };
  const attempt = async (found: Found, index: number, change: string, undo: string) => {
    const given = [ctx.tenantId, index];
    await superuser.query(change, given);
    const verdict = await verify(await collect(ctx));
    await superuser.query(undo, given);
    countOne(found, verdict.ok ? undefined : verdict.index, index);
  };
  await superuser.query(
    'create table kept_entry as select * from audit_entry where tenant_id = $1'.replace(
      '$1',
      `'${ctx.tenantId}'`,
    ),
  );
  await superuser.query(
    `create table kept_leaf as select * from audit_leaf where log_id = '${ctx.tenantId}'`,
  );
  const entry = '(select entry_id from audit_leaf where log_id = $1 and place = $2)';
  for (let index = 0; index < size; index += 1) {
    await attempt(
      altered,
      index,
      `update audit_entry set actor_id = gen_random_uuid() where tenant_id = $1 and id = ${entry}`,
      `update audit_entry a set actor_id = k.actor_id from kept_entry k where k.id = a.id and a.tenant_id = $1 and a.id = ${entry}`,
    );
    await attempt(
      deleted,
      index,
      `delete from audit_entry where tenant_id = $1 and id = ${entry}`,
      `insert into audit_entry select * from kept_entry where tenant_id = $1 and id = ${entry}`,
    );
    await attempt(
      hashed,
      index,
      `update audit_leaf set hash = sha256(hash) where log_id = $1 and place = $2`,
      `update audit_leaf set hash = sha256('\\x00'::bytea || convert_to(body, 'UTF8')) where log_id = $1 and place = $2`,
    );
    await attempt(
      ended,
      index,
      `with gone as (delete from audit_entry where tenant_id = $1 and id = ${entry})
       update audit_leaf set body = null where log_id = $1 and place = $2`,
      `with back as (insert into audit_entry select * from kept_entry where tenant_id = $1 and id = ${entry})
       update audit_leaf l set body = k.body from kept_leaf k where l.ordinal = k.ordinal and l.log_id = $1 and l.place = $2`,
    );
  }
  await superuser.query('drop table kept_entry, kept_leaf');
  await superuser.end();
  return [altered, deleted, hashed, ended];
}

async function writeLog(ctx: TenantContext, count: number): Promise<void> {
  // Signed in between, as a log is that lives.
  for (const part of [0.4, 0.3, 0.3]) {
    await withTenantSql(ctx, async (sql) => {
      for (let n = 0; n < count * part; n += 1)
        await recordAudit(ctx, sql, {
          action: 'document.upload',
          objectKind: 'document',
          objectId: newId(),
          detail: { n, salted: createHash('sha256').update(String(n)).digest('hex') },
        });
    });
    await placeLeaves();
    await signTrees(0);
  }
}

async function collect(ctx: TenantContext): Promise<string[]> {
  let text = '';
  for await (const part of exportLog(ctx)) text += part;
  return text.trimEnd().split('\n');
}
