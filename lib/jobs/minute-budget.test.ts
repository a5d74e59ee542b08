import { afterAll, beforeAll, expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { type MadeTenant, makeTenant } from '@/e2e/support/make-tenant';
import { startTestWorker, type TestWorker } from '@/e2e/support/start-test-worker';
import { periodAt } from '@/lib/budget/periods';
import { getDocument } from '@/lib/documents/queries';
import { uploadDocument } from '@/lib/documents/upload-document';
import { readOwnBudgetRules } from '@/lib/usage/budgets/queries';
import { setOwnBudgets } from '@/lib/usage/budgets/set-own-budgets';

let worker: TestWorker;

beforeAll(() => {
  worker = startTestWorker();
  worker.start();
});
afterAll(() => worker.close());

async function makeCase(tokens: number): Promise<MadeTenant> {
  const tenant = await makeTenant('professional');
  const { version } = await readOwnBudgetRules(tenant.ctx);
  await setOwnBudgets(tenant.ctx, {
    basedOn: version,
    reason: 'For the test',
    ownBudgets: [
      {
        ...{ scope: 'feature', subject: 'ingest', period: 'minute', tokens },
        ...{ priceNano: null, softPercent: null, graceMinutes: null },
      },
    ],
    downgradeModel: true,
    downgradeLength: true,
  });
  return tenant;
}

/** Of this minute, and of the next in case that begins meanwhile. */
async function use({ ctx }: MadeTenant, tokens: number): Promise<void> {
  const now = periodAt('minute', ctx.timeZone, new Date());
  for (const start of [now.start, now.end])
    await asSuperuser(
      `insert into budget_counter (tenant_id, scope, scope_id, period, period_start, used_tokens)
       values ($1, 'feature', 'ingest', 'minute', $2, $3)
       on conflict (tenant_id, scope, scope_id, period, period_start) do update set used_tokens = $3`,
      [ctx.tenantId, start, tokens],
    );
}

async function upload({ ctx }: MadeTenant): Promise<string> {
  const bytes = Buffer.from('The board approved the Lisbon office in June.');
  const { document } = await uploadDocument(ctx, {
    name: 'Long.txt',
    mediaType: 'text/plain',
    bytes,
  });
  return document.id;
}

it('a document that a minute has no room for is indexed in another, and no attempt counts', async () => {
  const tenant = await makeCase(1_000);
  await use(tenant, 1_000);
  const id = await upload(tenant);
  expect(await worker.ended(id)).toMatchObject({ outcome: 'postponed' });
  const [job] = await asSuperuser(
    `select attempts, locked_until - clock_timestamp() between interval '0' and interval '1 minute' as soon
     from job where subject_id = $1`,
    [id],
  );
  expect(job).toEqual({ attempts: 0, soon: true });

  await use(tenant, 0);
  await asSuperuser('update job set locked_until = clock_timestamp() where subject_id = $1', [id]);
  expect(await worker.ended(id)).toMatchObject({ outcome: 'done' });
});

it('one that no minute has room for fails', async () => {
  const tenant = await makeCase(5);
  const id = await upload(tenant);
  expect(await worker.ended(id)).toMatchObject({ outcome: 'failed' });
  const { failure } = await getDocument(tenant.ctx, id);
  expect(failure).toMatchObject({
    code: 'budget_too_small',
    message: expect.stringMatching(
      /^The budget for indexing documents for each minute, in tokens, is too small/,
    ),
  });
});
