import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page } from '@playwright/test';
import Papa from 'papaparse';
import { parseUsd } from '@/lib/money';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

type Cells = Record<string, string>;

const HOME = '/t/brightwell-clinics';

/** Nano-dollars of an exact amount, which is below zero where something is taken off. */
function nanoOf(text: string | null | undefined): bigint {
  const words = text?.replace(' USD', '') ?? '';
  const nano = parseUsd(words.replace('-', ''));
  if (nano === undefined) throw new Error(`“${text}” is no amount.`);
  return words.startsWith('-') ? -nano : nano;
}

/** Of an amount that is shown rounded. */
async function exact(shown: Locator): Promise<bigint> {
  return nanoOf(await shown.locator('[title$=" USD"]').first().getAttribute('title'));
}

const figure = (page: Page, label: string) =>
  page.locator('dl').filter({ has: page.locator('dt').getByText(label, { exact: true }) });

async function download(page: Page): Promise<Cells[]> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('main').getByRole('link', { name: 'CSV', exact: true }).click(),
  ]);
  const text = await readFile(await file.path(), 'utf8');
  return Papa.parse<Cells>(text, { header: true, skipEmptyLines: true }).data;
}

const sum = (rows: readonly Cells[], column: string) =>
  rows.reduce((total, row) => total + nanoOf(row[column]), 0n);

test('what a workspace used, its files and its statement are one sum', async ({ page }) => {
  test.setTimeout(120_000);
  await signInAs(page, 'Brightwell Clinics: owner');
  await page.goto(`${HOME}/usage?range=30d`);
  await expect(page.getByRole('heading', { level: 1, name: 'Usage' })).toBeVisible();
  const total = await exact(figure(page, 'Price'));
  expect(total).toBeGreaterThan(0n);

  await test.step('by each dimension, on the page and in the file', async () => {
    for (const by of ['day', 'person', 'api key', 'model', 'feature']) {
      await page
        .getByLabel('Grouped by')
        .getByRole('link', { name: `By ${by}` })
        .click();
      const table = page.getByRole('table', { name: `Usage by ${by}` });
      await expect(table).toBeVisible();
      expect(await exact(figure(page, 'Price'))).toBe(total);
      expect(await exact(table.locator('tfoot'))).toBe(total);
      const rows = await download(page);
      expect(sum(rows.slice(-1), 'price_usd')).toBe(total);
      expect(sum(rows.slice(0, -1), 'price_usd')).toBe(total);
    }
  });

  await test.step('what the month comes to, within a band', async () => {
    const card = page
      .locator('section')
      .filter({ has: page.getByRole('heading', { name: /, to its end$/ }) });
    await expect(card.getByText('By the ledger')).toBeVisible();
    const amounts = await card
      .locator('dd [title$=" USD"]')
      .evaluateAll((all) => all.map((each) => each.getAttribute('title')));
    expect(amounts).toHaveLength(7);
    const [spent, expected, low, high, bill, billLow, billHigh] = amounts.map(nanoOf);
    for (const [least, middle, most] of [
      [low, expected, high],
      [billLow, bill, billHigh],
    ] as [bigint, bigint, bigint][]) {
      expect([least <= middle, middle <= most]).toEqual([true, true]);
    }
    await page.getByLabel('Range').getByRole('link', { name: 'This month' }).click();
    await expect(page).toHaveURL(/range=month/);
    await expect.poll(() => exact(figure(page, 'Price'))).toBe(spent);
  });

  await test.step('the statement of the month is of the same usage, and so is its file', async () => {
    const used = sum((await download(page)).slice(-1), 'price_usd');
    await page.getByRole('link', { name: 'Monthly statement' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Statement' })).toBeVisible();
    expect(await exact(figure(page, 'Usage'))).toBe(used);
    const rows = await download(page);
    // What it comes to in the workspace's currency stands below the lines and their total.
    const inDollars = rows.filter(({ currency }) => currency === '');
    const lines = inDollars.filter(({ kind }) => kind !== 'total');
    const usage = lines.filter(({ kind }) => kind === 'usage');
    expect(sum(usage, 'amount_usd')).toBe(used);
    const charged = await exact(figure(page, 'Total'));
    expect(sum(lines, 'amount_usd')).toBe(charged);
    expect(sum(inDollars.slice(-1), 'amount_usd')).toBe(charged);
  });
});
