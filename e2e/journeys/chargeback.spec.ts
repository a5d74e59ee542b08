import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import Papa from 'papaparse';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';
import { inJourneysDatabase } from '../support/journey-superuser';

type Cells = Record<string, string>;

async function cellsOf(page: Page): Promise<Cells[]> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV', exact: true }).click(),
  ]);
  const text = await readFile(await file.path(), 'utf8');
  return Papa.parse<Cells>(text, { header: true, skipEmptyLines: true }).data;
}

/** Last month of a demo workspace, as finance finds it. */
async function openLastMonth(page: Page): Promise<void> {
  const at = new Date();
  const month = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 1, 1));
  await page.goto(`/finance/statements?month=${month.toISOString().slice(0, 7)}`);
  await page.getByRole('link', { name: 'Brightwell Clinics' }).click();
  await expect(
    page.getByRole('heading', { name: 'Statement of Brightwell Clinics' }),
  ).toBeVisible();
}

test('finance previews a month, closes it, takes a part back, and the workspace reads the same', async ({
  page,
  browser,
}) => {
  // The demo's companies came this month; a month can be closed when it is over.
  await inJourneysDatabase(
    "update tenant set created_at = now() - interval '3 months' where slug = 'brightwell-clinics'",
  );
  await signInAs(page, 'platform finance');

  await test.step('a rate is added with its source', async () => {
    await page.goto('/finance/rates');
    await page.getByRole('button', { name: 'Add a rate…' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('From').fill('2020-01-01');
    await dialog.getByLabel('EUR for 1 USD').fill('0.9137');
    await dialog.getByLabel('Source').fill('European Central Bank');
    await dialog.getByLabel('Reason').fill('The rate of the month');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await expect(page.getByText('1 USD = 0.9137 EUR')).toBeVisible();
  });

  await openLastMonth(page);
  await test.step('the terms of the tenant', async () => {
    await page.getByRole('button', { name: 'Billing terms…' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Legal name').fill('Brightwell Clinics Ltd');
    await dialog.getByLabel('Currency').selectOption('EUR');
    await dialog.getByLabel('Tax category').selectOption('S');
    await dialog.getByLabel('Tax rate (%)').fill('19');
    await dialog.getByLabel('Reason').fill('As agreed');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('What would be due')).toBeVisible();
    await expect(page.getByText('Brightwell Clinics Ltd')).toBeVisible();
  });

  const preview = await cellsOf(page);
  await test.step('the month is closed', async () => {
    await page.getByRole('button', { name: 'Close the month…' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Reason').fill('End of month');
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(page.getByText(/^S-[0-9A-F]{10}-\d{4}$/).first()).toBeVisible();
    await expect(page.getByRole('button', { name: 'Close the month…' })).toHaveCount(0);
  });
  const closed = await cellsOf(page);
  const plain = (rows: Cells[]) => rows.map((row) => ({ ...row, document: '' }));
  expect(plain(closed)).toEqual(plain(preview));

  await test.step('a fee leads to the price version that it is of', async () => {
    const source = page.getByRole('link', { name: /^Price version \d+, plan/ }).first();
    const version = (await source.getAttribute('href'))?.split('/').at(-1);
    await source.click();
    await expect(
      page.getByRole('heading', { level: 1, name: `Version ${version}`, exact: true }),
    ).toBeVisible();
    await openLastMonth(page);
  });

  await test.step('all of it is taken back, and the statement stays', async () => {
    await page.getByRole('button', { name: 'Credit note…' }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Reason').fill('Wrong address');
    await dialog.getByRole('button', { name: 'Issue the note' }).click();
    await expect(page.getByRole('heading', { name: 'Credit notes' })).toBeVisible();
    await expect(page.getByText('Left of the statement')).toBeVisible();
    expect(await cellsOf(page)).toEqual(closed);
  });

  await test.step('the workspace’s owner reads the same', async () => {
    const month = closed[0]?.month ?? '';
    const own = await browser.newPage();
    await signInAs(own, 'Brightwell Clinics: owner');
    await own.goto(`/t/brightwell-clinics/usage/statement?month=${month}`);
    await expect(own.getByRole('heading', { name: 'Credit notes' })).toBeVisible();
    expect(await cellsOf(own)).toEqual(closed);
    await own.close();
  });

  await test.step('an auditor reads and changes nothing', async () => {
    const auditor = await browser.newPage();
    await signInAs(auditor, 'platform auditor');
    await openLastMonth(auditor);
    await expect(auditor.getByRole('heading', { name: 'Credit notes' })).toBeVisible();
    for (const name of ['Credit note…', 'Billing terms…', 'Adjust…'])
      await expect(auditor.getByRole('button', { name })).toHaveCount(0);
    await auditor.close();
  });
});
