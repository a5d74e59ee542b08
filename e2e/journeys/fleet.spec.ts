import { randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';
import { inJourneysDatabase } from '../support/journey-superuser';
import { newWorkspace } from '../support/new-workspace';

const MINUTE = 60_000;
/** Until the worker has folded what is put there: some seconds each, one after the other. */
const FOLD_MS = 60_000;

/** Requests as the pipeline leaves them behind, the last hour’s with a queue that took nearly all of their time. */
async function putRequests(tenantId: string): Promise<string> {
  const spike = randomUUID();
  const stages = (waited: number) =>
    JSON.stringify([
      { stage: 'admit', startMs: 0, ms: 2 },
      { stage: 'queue', startMs: 2, ms: waited },
      { stage: 'generate', startMs: 2 + waited, ms: 900 },
    ]);
  const put = (id: string, ago: number, latency: number, waited: number) =>
    inJourneysDatabase(
      `insert into request (tenant_id, id, principal_kind, principal_id, feature, outcome, model, policy_version, started_at,
         latency_ms, first_token_ms, stages, retries, scores)
       values ($1, $2, 'user', $2, 'chat', 'ok', 'claude-sonnet-5-5', 1, $3, $4, $5, $6::jsonb, 1,
         '[{"score": 0.91, "bm25": 7.5, "dense": 0.62, "given": true}]')`,
      [tenantId, id, new Date(Date.now() - ago), latency, latency - 500, stages(waited)],
    );
  for (let n = 0; n < 15; n += 1) {
    await put(randomUUID(), 90 * MINUTE + n * 1000, 1_000, 20);
    await put(n === 7 ? spike : randomUUID(), 20 * MINUTE + n * 1000, 30_000 + n, 29_000);
  }
  return spike;
}

async function readUntil(page: Page, address: string, shown: string): Promise<void> {
  await expect(async () => {
    await page.goto(address);
    await expect(page.locator('main')).toContainText(shown, { timeout: 2_000 });
  }).toPass({ timeout: FOLD_MS });
}

test('an operator finds the slow tenant and why it is slow, from the fleet', async ({
  page,
  browser,
}) => {
  test.setTimeout(240_000);
  await signInAs(page, 'platform operator');
  const { workspace } = await newWorkspace(page, browser, 'Slow Harbour');
  const [tenant] = await inJourneysDatabase<{ id: string }>(
    'select id from tenant where slug = $1',
    [workspace.slug],
  );
  if (!tenant) throw new Error('The workspace was not made.');
  await putRequests(tenant.id);

  await test.step('the fleet says who is slower than before, above everybody who is well', async () => {
    await readUntil(page, `/console?range=1h&q=${workspace.slug}`, 'waited for a slot');
    const row = page.getByRole('row').filter({ hasText: workspace.name });
    await expect(row).toContainText('Strained');
    await expect(row).toContainText('of before');
    await page.goto('/console?range=1h&sort=-p95');
    await expect(page.getByRole('columnheader', { name: 'P95' })).toHaveAttribute(
      'aria-sort',
      'descending',
    );
    await page.getByLabel('Health').selectOption('strained');
    await expect(page).toHaveURL(/health=strained/);
    await expect(page.getByRole('region', { name: 'Tenants' })).toContainText(workspace.name);
  });

  await test.step('the view is saved, shared, and leads back', async () => {
    await page.getByRole('button', { name: 'Save this view' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save this view' });
    await dialog.getByLabel('Name').fill('Slow ones');
    await dialog.getByRole('switch').click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await page.goto('/console');
    await page.getByRole('navigation', { name: 'Saved views' }).getByText('Slow ones').click();
    await expect(page).toHaveURL(/health=strained/);
    await expect(page).toHaveURL(/sort=-p95/);
  });

  await test.step('its page lists the slowest requests, and one says where its time went', async () => {
    await page.getByRole('link', { name: workspace.name }).click();
    await expect(page.getByRole('heading', { level: 1, name: workspace.name })).toBeVisible();
    await page.getByLabel('Order').selectOption({ label: 'Slowest first' });
    await expect(page).toHaveURL(/by=slowest/);
    const requests = page.getByRole('region', { name: 'Requests', exact: true });
    await requests.getByRole('link').first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Request' })).toBeVisible();
    await expect(page.locator('main')).toContainText('Waited for a slot');
    await expect(page.locator('main')).toContainText('1 call made once more');
    await expect(page.getByRole('region', { name: 'Retrieval scores' }).last()).toContainText(
      '0.91',
    );
  });

  await test.step('who held the slots meanwhile is one click away', async () => {
    await page.goto('/console/neighbours?range=1h');
    const row = page.getByRole('row').filter({ hasText: workspace.name });
    await row.getByRole('link', { name: /why/ }).click();
    await expect(page.getByRole('heading', { name: `Why ${workspace.name} waited` })).toBeVisible();
    await row.getByRole('link', { name: /who waited because of/ }).click();
    await expect(
      page.getByRole('heading', { name: `Who waited because of ${workspace.name}` }),
    ).toBeVisible();
  });

  await test.step('the hour is laid over the one before', async () => {
    await page.goto(`/console/compare?a=${tenant.id}&range=1h`);
    const figures = page.getByRole('region', { name: 'Figures compared' });
    await expect(figures.getByRole('row').filter({ hasText: 'P95' }).first()).toContainText(
      'up by',
    );
  });
});

test('an operator promises something and is shown what is left of it', async ({ page }) => {
  await signInAs(page, 'platform operator');
  await page.goto('/console/objectives');
  await page.getByRole('button', { name: 'Add an objective' }).click();
  const dialog = page.getByRole('dialog', { name: 'What is promised?' });
  await dialog.getByLabel('Within (seconds)').fill('20');
  const name = `Quick answers ${Date.now().toString(36)}`;
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('The objective was not saved')).toBeVisible();
  await dialog.getByLabel('Reason').fill('Promised to pilots');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  const entry = page.getByRole('listitem').filter({ hasText: name });
  await expect(entry).toContainText('95% of answers are whole within 20');
  await entry.getByRole('button', { name: `Edit ${name}` }).click();
  const edit = page.getByRole('dialog', { name });
  await edit.getByLabel('Percent of requests').fill('99');
  await edit.getByLabel('Reason').fill('It is kept easily');
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(entry).toContainText('99% of answers');
});
