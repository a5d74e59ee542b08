import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import Papa from 'papaparse';
import { parseUsd } from '@/lib/money';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';
import { inJourneysDatabase } from '../support/journey-superuser';

type Cells = Record<string, string>;

const download = async (page: Page, name: RegExp | string) => {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name, exact: typeof name === 'string' }).click(),
  ]);
  const text = await readFile(await file.path(), 'utf8');
  return Papa.parse<Cells>(text, { header: true, skipEmptyLines: true }).data;
};
const sum = (rows: Cells[]) =>
  rows.reduce((total, row) => total + (parseUsd(row.price_usd ?? '') ?? -1n), 0n);

test('finance shows usage back to whoever caused it, down to the ledger’s rows', async ({
  page,
}) => {
  await signInAs(page, 'platform finance');
  await page.getByRole('link', { name: 'Showback', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Showback' })).toBeVisible();
  const report = page.getByRole('region', { name: /^Showback by/ });
  const total = async () => {
    const cell = report.locator('tfoot td').nth(4).locator('[title]');
    return parseUsd((await cell.getAttribute('title'))?.replace(' USD', '') ?? '');
  };
  const whole = await total();
  expect(whole).toBeGreaterThan(0n);

  for (const by of ['Tenant', 'Plan', 'Feature', 'Model', 'Person', 'API key', 'Tag', 'Day']) {
    await test.step(`by ${by}, the page and the file come to the same`, async () => {
      await page.getByLabel('Group by').getByRole('link', { name: by, exact: true }).click();
      await expect(report.getByRole('columnheader', { name: by, exact: true })).toBeVisible();
      expect(await total()).toBe(whole);
      const rows = await download(page, /CSV of all rows/);
      expect(sum(rows.slice(0, -1))).toBe(whole);
      expect(parseUsd(rows.at(-1)?.price_usd ?? '')).toBe(whole);
    });
  }

  await test.step('a person is a pseudonym, and leads to exactly its rows', async () => {
    await page.getByLabel('Group by').getByRole('link', { name: 'Person', exact: true }).click();
    await expect(report.getByRole('columnheader', { name: 'Person', exact: true })).toBeVisible();
    const row = report
      .locator('tbody tr')
      .filter({ hasText: /^Person [0-9a-f]{8}/ })
      .first();
    const price = await row.locator('td').nth(4).locator('[title]').getAttribute('title');
    await row.getByRole('link', { name: /ledger rows$/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Ledger' })).toBeVisible();
    await expect(page.getByText(/rows are what showback adds up: difference 0/)).toBeVisible();
    const rows = await download(page, /CSV of all rows/);
    expect(sum(rows)).toBe(parseUsd(price?.replace(' USD', '') ?? ''));
  });
});

test('an auditor reads showback and the provider’s comparison, and changes neither', async ({
  page,
}) => {
  await signInAs(page, 'platform auditor');
  await page.goto('/finance/showback');
  await expect(page.getByRole('heading', { level: 1, name: 'Showback' })).toBeVisible();
  const report = page.getByRole('region', { name: /^Showback by/ });
  const whole = await report.locator('tfoot td').nth(4).locator('[title]').getAttribute('title');
  const rows = await download(page, /CSV of all rows/);
  expect(sum(rows.slice(0, -1))).toBe(parseUsd(whole?.replace(' USD', '') ?? ''));
  await page.goto('/finance/shared-costs');
  await expect(page.getByRole('heading', { level: 1, name: 'Shared costs' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Enter a cost…' })).toHaveCount(0);
  await page.goto('/finance/provider');
  await expect(page.getByRole('heading', { level: 1, name: 'Provider' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Enter the invoice' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /: note$/ })).toHaveCount(0);
});

test('finance enters a shared cost, and it is shared to the nano-dollar', async ({ page }) => {
  await signInAs(page, 'platform finance');
  // Of this month, in which the demo's tenants are there; the page opens with the last one.
  await page.goto(`/finance/shared-costs?month=${new Date().toISOString().slice(0, 7)}`);
  await page.getByRole('button', { name: 'Enter a cost…' }).click();
  await page.getByRole('textbox', { name: 'Amount (USD)' }).fill('10.000000001');
  await page.getByRole('combobox', { name: 'Shared' }).selectOption('even');
  await page.getByRole('textbox', { name: 'Reason' }).fill('Servers of the month');
  await page.getByRole('button', { name: 'Enter', exact: true }).click();
  await expect(page.getByText('The cost is entered and shared.')).toBeVisible();
  const shared = page.getByRole('region', { name: 'Shared costs by tenant' });
  await expect(shared.locator('tfoot td').last().locator('[title]')).toHaveAttribute(
    'title',
    '10.000000001 USD',
  );
  await test.step('showback has it in the margin of the whole month, and of no other days', async () => {
    const at = new Date();
    const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0));
    const to = last.toISOString().slice(0, 10);
    await page.goto(`/finance/showback?from=${to.slice(0, 8)}01&to=${to}`);
    const report = page.getByRole('region', { name: 'Showback by tenant' });
    const total = report.locator('tfoot tr').first().locator('td');
    await expect(total.nth(7).locator('[title]')).toHaveAttribute('title', '10.000000001 USD');
    await expect(page.getByText('Margin after shared costs', { exact: true })).toBeVisible();
    const rows = await download(page, /CSV of all rows/);
    expect(rows.at(-1)).toMatchObject({ shared_usd: '10.000000001' });
    await page.goto('/finance/showback?range=7d');
    await expect(page.getByText('Shared costs are of whole months (UTC)')).toBeVisible();
    await expect(report.getByRole('columnheader', { name: 'Shared costs' })).toHaveCount(0);
    await page.goto(`/finance/shared-costs?month=${to.slice(0, 7)}`);
  });
  await page.getByRole('button', { name: 'Withdraw…' }).click();
  await page.getByRole('textbox', { name: 'Reason' }).fill('Of another month');
  await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
  await expect(page.getByText('The cost is withdrawn.')).toBeVisible();
});

test('finance plans a month, and asks what would be otherwise', async ({ page }) => {
  await signInAs(page, 'platform finance');
  await page.getByRole('link', { name: 'Budgets', exact: true }).click();
  const tenants = page.getByRole('region', { name: 'Planned and actual by tenant' });
  await tenants.getByRole('button', { name: 'Plan…' }).first().click();
  await page.getByRole('textbox', { name: 'Amount (USD)' }).fill('25');
  await page.getByRole('textbox', { name: 'Reason' }).fill('As last month');
  await page.getByRole('button', { name: 'Plan', exact: true }).click();
  await expect(page.getByText('The plan is saved.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Left of the plan: All tenants' })).toBeVisible();

  await test.step('a group has a plan of its own, and leads to its tenants’ rows', async () => {
    const name = `Pilots ${randomUUID()}`;
    await inJourneysDatabase(
      `with made as (insert into tenant_group select gen_random_uuid(), $1, gen_random_uuid(), now() returning id)
       insert into tenant_group_member select t.id, m.id, gen_random_uuid(), now() from tenant t cross join made m
       where t.slug = 'brightwell-clinics'`,
      [name],
    );
    await page.goto('/finance/budgets');
    const group = page
      .getByRole('region', { name: 'Planned and actual by group' })
      .getByRole('row', { name });
    await group.getByRole('button', { name: 'Plan…' }).click();
    await page.getByRole('textbox', { name: 'Amount (USD)' }).fill('40');
    await page.getByRole('textbox', { name: 'Reason' }).fill('The pilots together');
    await page.getByRole('button', { name: 'Plan', exact: true }).click();
    await expect(page.getByText('The plan is saved.')).toBeVisible();
    await expect(group.getByRole('cell').first()).toContainText('40');
    await group.getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { name: `Left of the plan: ${name}` })).toBeVisible();
    const rows = await download(page, 'CSV');
    const row = rows.find((cells) => cells.name === name);
    expect(row).toMatchObject({ of: 'group', own_plan_usd: '40.000000000' });
    await group.getByRole('cell').nth(1).getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1, name: 'Ledger' })).toBeVisible();
    const chosen = page.getByLabel('Group', { exact: true }).locator('option:checked');
    await expect(chosen).toHaveText(name);
    await expect(page.getByText(/rows are what showback adds up: difference 0/)).toBeVisible();
    await page.goto('/finance/budgets');
  });
  await page.getByRole('link', { name: 'What if…' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'What if' })).toBeVisible();
  const percent = page.getByRole('textbox', { name: 'Prices changed by (%)' });
  await percent.fill('ten');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText(/^A number from -100 to 1000/)).toBeVisible();
  await expect(percent).toHaveAttribute('aria-invalid', 'true');
  await percent.fill('10');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page).toHaveURL(/priceBp=1000/);
});
