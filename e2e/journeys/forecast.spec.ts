import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import Papa from 'papaparse';
import { parseUsd } from '@/lib/money';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';
import { inJourneysDatabase } from '../support/journey-superuser';
import { newWorkspace } from '../support/new-workspace';

const DAY = 86_400_000;
const WEEKS = 8;
/** The worker looks each ten minutes, and at once when it starts: so this is put there as it would write it. */
const NOW = Date.now();

const dayOf = (ago: number) => new Date(NOW - ago * DAY).toISOString().slice(0, 10);

async function putCosts(tenantId: string): Promise<void> {
  for (let ago = WEEKS * 7; ago >= 1; ago -= 1)
    await inJourneysDatabase(
      'insert into cost_day values ($1, $2, $3, 10000000000, 4000000000, $4)',
      [tenantId, dayOf(ago), ago === 3 ? 90_000_000_000 : 10_000_000_000, ago === 3],
    );
  const part = [{ key: 'answers', nano: '80000000000' }];
  const causes = {
    ...{ days: [dayOf(10)], changeNano: '80000000000', volumeNano: '30000000000' },
    ...{ mixNano: '45000000000', priceNano: '5000000000' },
    parts: { feature: part, model: part, user: part, version: part },
  };
  await inJourneysDatabase(
    `insert into cost_anomaly (tenant_id, id, first_day, last_day, peak_day, more, cost_nano, expected_nano, causes, found_at)
     values ($1, $2, $3, $3, $3, true, 90000000000, 10000000000, $4, now())`,
    [tenantId, randomUUID(), dayOf(3), JSON.stringify(causes)],
  );
}

test('finance sees what a month will cost, and says what a day out of the ordinary was', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000);
  await signInAs(page, 'platform operator');
  const { workspace } = await newWorkspace(page, browser, 'Tidal Works');
  const [tenant] = await inJourneysDatabase<{ id: string }>(
    'select id from tenant where slug = $1',
    [workspace.slug],
  );
  if (!tenant) throw new Error('The workspace was not made.');
  await putCosts(tenant.id);
  await page.context().clearCookies();
  await signInAs(page, 'platform finance');

  await test.step('the forecast has a band, a straight line beside it and its past error', async () => {
    await page.goto('/finance/forecast');
    await page.getByLabel('Tenant').selectOption({ label: workspace.name });
    await expect(page).toHaveURL(new RegExp(tenant.id));
    await expect(page.getByText('in about four months of five')).toBeVisible();
    await expect(page.getByText('Straight line', { exact: true }).first()).toBeVisible();
    await expect(page.getByText('Times in UTC')).toBeVisible();
    // Of all tenants it would say whose; the address changes before the page does.
    await expect(page.getByLabel('Marks')).not.toContainText(workspace.name);
    await expect(page.getByLabel('Marks')).toContainText('cost more than expected');
    await page.getByRole('button', { name: 'Show Cost by day as a table' }).click();
    const table = page.getByRole('table', { name: 'Cost by day' });
    await expect(table).toContainText('90');
    await table.getByRole('button').last().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Ledger' })).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`from=${dayOf(1)}.*tenant=${tenant.id}`));
  });

  await test.step('the cause sums to the change, on the page and in the file', async () => {
    await page.goto(`/finance/anomalies?tenant=${tenant.id}`);
    await page.getByText('What moved', { exact: true }).click();
    await expect(page.getByText('answers').first()).toBeVisible();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV' }).click(),
    ]);
    const { data } = Papa.parse<Record<string, string>>(
      await readFile(await download.path(), 'utf8'),
      { header: true, skipEmptyLines: true },
    );
    const sum = (...causes: string[]) =>
      data
        .filter(({ cause = '' }) => causes.includes(cause))
        .reduce((all, row) => all + (parseUsd(row.change_usd ?? '') ?? -1n), 0n);
    expect(sum('volume', 'mix', 'price')).toBe(sum('change'));
    expect(sum('feature')).toBe(sum('change'));
  });

  await test.step('an address of finance’s own is added, and hears of a test', async () => {
    await page.getByRole('button', { name: 'Add an address' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('E-mail address').fill(`books-${randomUUID()}@example.test`);
    await dialog.getByRole('button', { name: 'Add' }).click();
    await expect(dialog).toBeHidden();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await expect(page.getByText('A test is on its way')).toBeVisible();
  });

  await test.step('it is acknowledged with a note, which stands on the chart', async () => {
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Note').fill('A pilot of theirs');
    await dialog.getByRole('button', { name: 'Acknowledge' }).click();
    await expect(page.getByText('acknowledged it: A pilot of theirs')).toBeVisible();
    await page.goto(`/finance/forecast?tenant=${tenant.id}`);
    await expect(page.getByLabel('Marks')).toContainText('A pilot of theirs');
  });

  await test.step('an auditor reads and changes nothing', async () => {
    await page.context().clearCookies();
    await signInAs(page, 'platform auditor');
    await page.goto(`/finance/anomalies?tenant=${tenant.id}`);
    await expect(page.getByText('A pilot of theirs')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Add an address' })).toBeHidden();
  });
});
