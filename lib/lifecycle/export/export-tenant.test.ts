import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeConversation } from '@/e2e/support/make-conversation';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { addUsage } from '@/e2e/support/make-usage';
import { runOperation } from '@/e2e/support/run-operation';
import { clock, now, SimulatedClock, setClock } from '@/lib/clock';
import { closePools } from '@/lib/db/pools';
import { withTenantSql } from '@/lib/db/tenant-sql';
import { uploadDocument } from '@/lib/documents/upload-document';
import { NO_RULES } from '@/lib/guardrails/schema';
import { confirmPerson } from '@/lib/identity/confirm-person';
import { beginLeave } from '@/lib/leaving/begin-leave';
import { takeBackLeave } from '@/lib/leaving/take-back-leave';
import { tenantArchives } from '@/lib/objects/tenant-archives';
import { cancelOperation } from '@/lib/operations/cancel-operation';
import { HANDLERS } from '@/lib/operations/handlers';
import { savePersona, saveRules } from '@/lib/persona/persona';
import { grantSupport } from '@/lib/support-access/grant-support';
import { setMembersGrant } from '@/lib/support-access/set-members-grant';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { CARRIED_TABLES } from './carried-tables';
import { exportTenant } from './export-tenant';
import { listExports } from './list-exports';
import { openExport } from './open-export';
import { requestExport, requestOwnExport } from './request-export';
import { sweepExports } from './sweep-exports';

let tenant: MadeTenant;
let member: { ctx: TenantContext };
let operator: PlatformContext;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'tenantry-export-'));
  operator = await makePlatformPerson('operator');
  tenant = await makeTenant();
  member = await makeMember(tenant);
  const upload = (name: string, text: string) =>
    uploadDocument(tenant.ctx, { name, mediaType: 'text/plain', bytes: Buffer.from(text) });
  const { document } = await upload('Crew handbook.txt', 'Boots are worn on deck.');
  await upload('..:evil|name.txt', 'Out of its folder.');
  await upload('Crew handbook.txt', 'A second one of the same name.');
  const conversation = await makeConversation(member.ctx, {
    title: 'Boots?',
    question: 'What is worn on deck?',
    answer: 'Boots.',
    quote: 'Boots are worn on deck.',
    documentId: document.id,
  });
  await setMembersGrant(tenant.ctx, { membersGrant: true });
  await grantSupport(member.ctx, {
    ...{ kind: 'conversation', subjectId: conversation, operatorId: operator.userId },
    ...{ hours: 1, note: '' },
  });
  await savePersona(tenant.ctx, 'Speak like a bosun.');
  await saveRules(tenant.ctx, { ...NO_RULES, blockedTopics: ['mutiny'] });
  await addUsage(tenant.ctx, { at: now(), price: 1_234_567_890n, cost: 777n });
  await confirmPerson(tenant.session, { secret: '' }, 'test');
  await beginLeave(tenant.ctx, { reason: 'We thought about it' });
  await takeBackLeave(tenant.ctx);
});
afterAll(async () => {
  await rm(directory, { recursive: true });
  await closePools();
});

async function unpacked(ctx: TenantContext, id: string): Promise<Map<string, Buffer>> {
  const file = path.join(directory, `${id}.zip`);
  const pieces: Buffer[] = [];
  for await (const piece of (await openExport(ctx, id)).pieces) pieces.push(piece);
  await writeFile(file, Buffer.concat(pieces));
  const target = path.join(directory, id);
  execFileSync('unzip', ['-q', file, '-d', target]);
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(target, { recursive: true, withFileTypes: true })) {
    const full = path.join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path.relative(target, full), await readFile(full));
  }
  return files;
}

describe('an export', () => {
  it('holds everything of the tenant, with a manifest whose hashes are true', async () => {
    const id = await requestOwnExport(tenant.ctx);
    expect(await runOperation(operator, id)).toBe('done');
    const files = await unpacked(tenant.ctx, id);
    // Each table that is carried has its file.
    const names = [...files.keys()];
    for (const carried of Object.values(CARRIED_TABLES).filter((each) => 'in' in each))
      expect(names.some((name) => name.startsWith(carried.in))).toBe(true);
    expect(JSON.parse(String(files.get('settings/leaving.json')))).toMatchObject([
      { reason: 'We thought about it', state: 'taken_back' },
    ]);
    expect(JSON.parse(String(files.get('settings/plan-changes.json'))).plans).toHaveLength(1);
    const manifest = JSON.parse(String(files.get('manifest.json')));
    expect(manifest).toMatchObject({
      tenant: { id: tenant.ctx.tenantId, slug: tenant.slug },
      counts: { documents: 3, conversations: 1, people: 2, ledgerRows: 1 },
    });
    expect(manifest.files.map((file: { path: string }) => file.path).sort()).toEqual(
      [...files.keys()].filter((name) => name !== 'manifest.json').sort(),
    );
    for (const { path: name, sha256, bytes } of manifest.files) {
      const content = files.get(name) ?? Buffer.alloc(0);
      expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([
        bytes,
        sha256,
      ]);
    }
    const documents = [...files.keys()].filter((name) => name.startsWith('documents/')).sort();
    expect(documents).toEqual([
      'documents/General/Crew handbook (2).txt',
      'documents/General/Crew handbook.txt',
      'documents/General/__evil_name.txt',
    ]);
    const said = [...files].find(([name]) => name.endsWith('Boots_.md'))?.[1].toString();
    expect(said).toContain('Boots. [1]');
    expect(said).toContain('1. Crew handbook.txt, page 1: “Boots are worn on deck.”');
    const ledger = String(files.get('usage/ledger-0001.csv'));
    expect(ledger).toContain('1.23456789');
    expect(ledger).not.toContain('777');
    expect(String(files.get('audit/audit-0001.csv'))).toContain('document.upload');
    expect(String(files.get('settings/people.json'))).toContain(tenant.ctx.principal.email);
    expect(JSON.parse(String(files.get('settings/support-access.json')))).toMatchObject([
      { kind: 'conversation', title: 'Boots?', operator: { email: operator.email }, reads: 0 },
    ]);
    expect(JSON.parse(String(files.get('settings/persona.json')))).toMatchObject([
      { version: 2, text: 'Speak like a bosun.', rules: { blockedTopics: ['mutiny'] } },
      { version: 1, text: 'Speak like a bosun.', rules: NO_RULES },
    ]);
  });

  it('is an owner’s alone to see and to download', async () => {
    const other = await makeTenant();
    const id = await requestExport(operator, {
      tenantId: tenant.ctx.tenantId,
      reason: 'Asked for by letter',
    });
    expect(await runOperation(operator, id)).toBe('done');
    const admin = await makeMember(tenant, 'admin');
    for (const ctx of [admin.ctx, member.ctx]) {
      await expect(openExport(ctx, id)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(listExports(ctx)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(requestOwnExport(ctx)).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(openExport(other.ctx, id)).rejects.toMatchObject({ code: 'not_found' });
    expect(await listExports(other.ctx)).toEqual([]);
    expect((await listExports(tenant.ctx))[0]).toMatchObject({
      id,
      available: true,
      requestedBy: 'Platform operator',
      contents: { documents: 3, conversations: 1 },
    });
  });

  it('reads colleagues’ conversations only while it runs', async () => {
    const count = (ctx: TenantContext) =>
      withTenantSql(ctx, async (sql) => {
        const rows = await sql('select id from conversation where tenant_id = :tenant');
        return rows.length;
      });
    let during = 0;
    let late: TenantContext | undefined;
    HANDLERS.export = async (operation) => {
      late = operation.ctx;
      during = await count(operation.ctx);
    };
    try {
      await runOperation(operator, await requestOwnExport(tenant.ctx));
    } finally {
      HANDLERS.export = exportTenant;
    }
    expect(during).toBe(1);
    expect(late && (await count(late))).toBe(0);
    expect(await count(tenant.ctx)).toBe(0);
  });

  it('leaves nothing when it is cancelled', async () => {
    const id = await requestOwnExport(tenant.ctx);
    HANDLERS.export = async (operation) => {
      await cancelOperation(operator, { tenantId: tenant.ctx.tenantId, id, reason: 'not needed' });
      await exportTenant(operation);
    };
    try {
      expect(await runOperation(operator, id)).toBe('cancelled');
    } finally {
      HANDLERS.export = exportTenant;
    }
    expect(await tenantArchives(tenant.ctx).read(id)).toBeUndefined();
    expect((await listExports(tenant.ctx)).map((each) => each.id)).not.toContain(id);
  });

  it('is gone after a week, file and all', async () => {
    const id = await requestOwnExport(tenant.ctx);
    await runOperation(operator, id);
    const undo = setClock(new SimulatedClock(clock().now() + 7 * 86_400_000 + 1_000));
    try {
      await expect(openExport(tenant.ctx, id)).rejects.toMatchObject({ code: 'not_found' });
      await sweepExports();
    } finally {
      undo();
    }
    expect(await tenantArchives(tenant.ctx).read(id)).toBeUndefined();
    expect((await listExports(tenant.ctx)).find((each) => each.id === id)).toMatchObject({
      available: false,
    });
  });
});
