import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import Papa from 'papaparse';
import { scaled, validateFocus } from '@/e2e/support/validate-focus';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

const WRITTEN_MS = 60_000;

test('finance takes cost and usage out as a file that sums to the ledger', async ({ page }) => {
  await signInAs(page, 'platform finance');
  await page.goto('/finance/exports');
  const today = new Date().toISOString().slice(0, 10);
  const month = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 10);

  await test.step('days that are the wrong way round are refused in words', async () => {
    await page.getByLabel('First day').fill(today);
    await page.getByLabel('Last day').fill(month);
    await page.getByRole('button', { name: 'Write the file' }).click();
    await expect(page.getByText('The first day comes before the last.')).toBeVisible();
  });

  await test.step('the file is written, checked and downloaded', async () => {
    await page.getByLabel('First day').fill(month);
    await page.getByLabel('Last day').fill(today);
    await page.getByRole('button', { name: 'Write the file' }).click();
    const row = page.getByRole('row').filter({ hasText: month }).first();
    await expect(row.getByText('Sums agree')).toBeVisible({ timeout: WRITTEN_MS });
    const downloading = page.waitForEvent('download');
    await row.getByRole('link', { name: /^Download/ }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe(`focus-${month}-${today}.csv`);
    const { data, meta } = Papa.parse<Record<string, string>>(
      await readFile(await download.path(), 'utf8'),
      { header: true, skipEmptyLines: true },
    );
    const rows = data.map((each) =>
      Object.fromEntries(
        Object.entries(each).map(([name, cell]) => [name, cell === '' ? null : cell]),
      ),
    );
    expect(validateFocus('focus', meta.fields ?? [], rows)).toEqual([]);
    const sum = rows.reduce((all, each) => all + scaled(each.BilledCost ?? '0'), 0n);
    const shown = await row.locator('[title$=" USD"]').first().getAttribute('title');
    expect(sum).toBe(scaled(shown?.replace(' USD', '') ?? ''));
  });

  await test.step('a schedule is made and stopped, with a reason', async () => {
    await page.getByRole('button', { name: 'Schedule' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Controlling');
    await dialog.getByLabel('Folder').fill('../out');
    await dialog.getByRole('button', { name: 'Schedule' }).click();
    await expect(dialog.getByText(/^A folder name/)).toBeVisible();
    await dialog.getByLabel('Folder').fill('controlling');
    await dialog.getByRole('button', { name: 'Schedule' }).click();
    await expect(page.getByText(/^Each month to Folder controlling/)).toBeVisible();
    await page.getByRole('button', { name: 'Stop “Controlling”' }).click();
    await page.getByLabel('Reason').fill('Only tried');
    await page.getByRole('button', { name: 'Stop it' }).click();
    await expect(page.getByText(/^Each month to Folder controlling/)).toBeHidden();
  });
});

test('an auditor reads exports and asks for none', async ({ page }) => {
  await signInAs(page, 'platform auditor');
  await page.goto('/finance/exports');
  await expect(page.getByRole('heading', { name: 'Exports', level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Write the file' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'Schedule' })).toBeHidden();
});
