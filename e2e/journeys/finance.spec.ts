import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import Papa from 'papaparse';
import { parseUsd } from '@/lib/money';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

type Cells = Record<string, string>;

test('finance sees what tenants cost, and the files say the same', async ({ page }) => {
  await signInAs(page, 'platform finance');
  await expect(page.getByRole('heading', { level: 1, name: 'Costs' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Books agree ./ })).toBeVisible();

  const download = async (name: RegExp | string) => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name, exact: typeof name === 'string' }).click(),
    ]);
    const text = await readFile(await file.path(), 'utf8');
    return Papa.parse<Cells>(text, { header: true, skipEmptyLines: true }).data;
  };
  const costs = page.getByRole('region', { name: /^Cost by/ });
  const sum = (rows: Cells[]) =>
    rows.reduce((total, row) => total + (parseUsd(row.price_usd ?? '') ?? -1n), 0n);
  const shown = async () => {
    const cell = costs.locator('tfoot td').nth(4).locator('[title]');
    return parseUsd((await cell.getAttribute('title'))?.replace(' USD', '') ?? '');
  };

  const total = await shown();
  expect(total).toBeGreaterThan(0n);
  for (const by of ['Tenant', 'Model', 'Feature', 'Day']) {
    await page.getByLabel('Group by').getByRole('link', { name: by }).click();
    await expect(costs.getByRole('columnheader', { name: by, exact: true })).toBeVisible();
    expect(await shown()).toBe(total);
    const rows = await download('CSV');
    expect(rows.at(-1)?.price_usd && parseUsd(rows.at(-1)?.price_usd ?? '')).toBe(total);
    expect(sum(rows.slice(0, -1))).toBe(total);
  }

  await test.step('a number leads to its ledger rows', async () => {
    await page.getByLabel('Group by').getByRole('link', { name: 'Tenant' }).click();
    await expect(costs.getByRole('columnheader', { name: 'Tenant', exact: true })).toBeVisible();
    const row = costs.locator('tbody tr').first();
    const price = await row.locator('td').nth(4).locator('[title]').getAttribute('title');
    const calls = await row.getByRole('link', { name: /ledger rows$/ }).textContent();
    await row.getByRole('link', { name: /ledger rows$/ }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Ledger' })).toBeVisible();
    await expect(page.getByText(`All ${calls} rows`)).toBeVisible();
    await expect(page.locator('tfoot td').nth(2).locator('[title]')).toHaveAttribute(
      'title',
      price ?? '',
    );
    const rows = await download(/CSV/);
    expect(rows).toHaveLength(Number(calls?.replaceAll(',', '')));
    expect(sum(rows)).toBe(parseUsd(price?.replace(' USD', '') ?? ''));
  });
});

test('finance tells who paid the provider', async ({ page }) => {
  await signInAs(page, 'platform finance');
  await page.getByRole('link', { name: 'Ledger', exact: true }).click();
  const paidBy = (account: string) => page.getByRole('cell', { name: account });
  await expect(paidBy('Platform’s').first()).toBeVisible();
  const choose = async (account: string) => {
    await page.getByLabel('Model account').selectOption({ label: account });
  };
  await choose('Tenant’s own account');
  await expect(page).toHaveURL(/account=own/);
  await expect(paidBy('Platform’s')).toHaveCount(0);
  await choose('Platform’s account');
  await expect(page).toHaveURL(/account=platform/);
  await expect(paidBy('Platform’s').first()).toBeVisible();
  await expect(paidBy('Its own')).toHaveCount(0);
});

test('finance may not open the console', async ({ page }) => {
  await signInAs(page, 'platform finance');
  const fleet = await page.goto('/console');
  expect(fleet?.status()).toBe(404);
});
