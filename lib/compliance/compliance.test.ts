import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { keyDraft } from '@/e2e/support/key-text';
import { makeMember } from '@/e2e/support/make-member';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { signLogs } from '@/e2e/support/sign-logs';
import { createKey } from '@/lib/api-keys/create-key';
import { PLATFORM_LOG } from '@/lib/audit/proofs/schema';
import { closePools } from '@/lib/db/pools';
import { placeTenantHold } from '@/lib/lifecycle/retention/tenant-hold';
import { drawPdf } from '@/lib/pdf/draw-pdf';
import { changeRole } from '@/lib/people/change-role';
import { signOutMember } from '@/lib/people/sign-out-member';
import type { PlatformContext } from '@/lib/tenancy/context';
import { readPlatformReport } from './read-platform-report';
import { readReport } from './read-report';
import { reportFile } from './report-file';
import { REPORTS, type ReportKind, type ReportSection } from './schema';
import { toPdf } from './to-pdf';

const ASK = { from: '2020-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z', most: 100 };
let ours: MadeTenant;
let theirs: MadeTenant;
let member: Awaited<ReturnType<typeof makeMember>>;
let auditor: PlatformContext;

beforeAll(async () => {
  [ours, theirs] = [await makeTenant('enterprise'), await makeTenant()];
  member = await makeMember(ours);
  auditor = await makePlatformPerson('auditor');
  await changeRole(ours.ctx, member.id, 'admin');
  await createKey(ours.ctx, keyDraft({ name: 'A secret name' }));
  const operator = await makePlatformPerson('operator');
  await placeTenantHold(operator, { tenantId: ours.ctx.tenantId, reason: 'a dispute' });
  await signLogs(ours.ctx.tenantId, PLATFORM_LOG);
}, 120_000);
afterAll(closePools);

const ofOurs = (kind: ReportKind) => readReport(ours.ctx, kind, ASK);
const titled = (sections: ReportSection[], title: string) => {
  const found = sections.find((each) => each.title === title);
  if (!found) throw new Error(`There is no section ${title}.`);
  return found;
};
const text = (value: unknown) => JSON.stringify(value);

describe('a workspace’s summary', () => {
  it('says who has which role, since when, and with how many sessions', async () => {
    const { sections, signed } = await ofOurs('access');
    const people = titled(sections, 'People');
    const row = people.rows.find(([email]) => text(email).includes(member.id));
    const [since] = await asSuperuser<{ at: Date }>(
      `select at from audit_entry where tenant_id = $1 and action = 'member.role'`,
      [ours.ctx.tenantId],
    );
    expect(row).toMatchObject({
      1: 'admin',
      2: { at: since?.at.toISOString() },
      4: 'active',
      6: 1,
    });
    const [checkpoint] = await asSuperuser<{ root: Buffer; size: string }>(
      'select root, size::text from audit_checkpoint where log_id = $1 order by size desc limit 1',
      [ours.ctx.tenantId],
    );
    expect(signed).toMatchObject({
      root: checkpoint?.root.toString('base64'),
      size: Number(checkpoint?.size),
    });
    await signOutMember(ours.ctx, member.id);
    const after = titled((await ofOurs('access')).sections, 'People');
    expect(after.rows.find(([email]) => email === row?.[0])).toMatchObject({ 6: 0 });
  });

  it('has keys with their scopes and without their names', async () => {
    const { sections } = await ofOurs('access');
    expect(titled(sections, 'API keys').rows).toHaveLength(1);
    expect(text(titled(sections, 'API keys').rows)).toMatch(/ten_/);
    expect(text(sections)).not.toContain('A secret name');
  });

  it('has changes with the leaf that proves each', async () => {
    const { sections } = await ofOurs('changes');
    const { rows } = titled(sections, 'People and roles');
    const role = rows.find(([, action]) => action === 'member.role');
    const [leaf] = await asSuperuser<{ hash: string; place: string }>(
      `select encode(hash, 'hex') as hash, place::text from audit_leaf
       where log_id = $1 and body like '%member.role%'`,
      [ours.ctx.tenantId],
    );
    expect(role).toMatchObject({
      4: 'to: admin, from: member',
      6: Number(leaf?.place),
      7: leaf?.hash,
    });
    expect(text(titled(sections, 'Keys, tools and webhooks').rows)).toContain('key.create');
  });

  it('has what is kept, what holds it, and where it lies', async () => {
    const { sections } = await ofOurs('retention');
    expect(text(titled(sections, 'Settings').rows)).toContain('7 years');
    expect(titled(sections, 'Legal holds').rows).toHaveLength(1);
    const { sections: places } = await ofOurs('residency');
    expect(titled(places, 'Where the data lies').rows).toHaveLength(1);
  });

  it('is of that workspace alone, and refused to members', async () => {
    for (const kind of REPORTS) {
      const other = text(await readReport(theirs.ctx, kind, ASK));
      for (const secret of [ours.ctx.tenantId, ours.slug, ours.ctx.principal.id, member.id])
        expect(other).not.toContain(secret);
      const { ctx: plain } = await makeMember(theirs);
      await expect(readReport(plain, kind, ASK)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  it('says when there is more than it shows', async () => {
    const { sections } = await readReport(ours.ctx, 'changes', { ...ASK, most: 1 });
    const people = titled(sections, 'People and roles');
    expect(people).toMatchObject({ more: true, rows: { length: 1 } });
  });

  it('is a PDF with the root, each section and its rows', async () => {
    const report = await ofOurs('changes');
    const bytes = await drawPdf(toPdf(report));
    const file = await getDocument({ data: bytes.slice(), disableFontFace: true, verbosity: 0 })
      .promise;
    let words = '';
    for (let n = 1; n <= file.numPages; n++) {
      const { items } = await (await file.getPage(n)).getTextContent();
      words += items.map((item) => ('str' in item ? item.str : '')).join('');
    }
    const without = (said: string) => said.replace(/\s/g, '');
    for (const said of ['Changes: ', ours.slug, report.signed?.root ?? 'none', 'member.role'])
      expect(without(words)).toContain(without(said));
    for (const { title } of report.sections) expect(without(words)).toContain(without(title));
  });

  it('is taken out as a file, which the log says', async () => {
    const file = await reportFile(ours.ctx, { report: 'changes', format: 'csv' }, ASK);
    const csv = Buffer.from(file.bytes).toString();
    expect(csv).toContain('section,People and roles\r\n');
    expect(csv).toMatch(/^log_root_hex,[0-9a-f]{64}\r$/m);
    const told = await asSuperuser(
      `select from audit_entry where tenant_id = $1 and action = 'compliance.export'
         and detail @> '{"kind": "changes", "format": "csv"}'`,
      [ours.ctx.tenantId],
    );
    expect(told).toHaveLength(1);
  });
});

describe('the platform’s summary', () => {
  it('is computed for auditors, of every kind, and of no content', async () => {
    for (const kind of REPORTS) {
      const report = await readPlatformReport(auditor, kind, ASK);
      expect(report.signed?.logId).toBe(PLATFORM_LOG);
      expect(
        report.sections.every(({ rows, columns }) =>
          rows.every((row) => row.length === columns.length),
        ),
      ).toBe(true);
      expect(text(report)).not.toContain('A secret name');
    }
  });

  it('has its own people, and where tenants’ data lies', async () => {
    const { sections } = await readPlatformReport(auditor, 'access', { ...ASK, most: 5_000 });
    const people = titled(sections, 'People of the platform');
    expect(people.rows.some((row) => text(row).includes('auditor'))).toBe(true);
    const places = await readPlatformReport(auditor, 'residency', { ...ASK, most: 5_000 });
    expect(titled(places.sections, 'Where the data lies').rows.map(([slug]) => slug)).toContain(
      ours.slug,
    );
  });

  it('is not finance’s', async () => {
    const finance = await makePlatformPerson('finance');
    await expect(readPlatformReport(finance, 'access', ASK)).rejects.toMatchObject({
      code: 'forbidden',
    });
  });
});
