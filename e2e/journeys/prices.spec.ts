import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import Papa from 'papaparse';
import { parseUsd } from '@/lib/money';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

type Cells = Record<string, string>;

test('finance previews and adds prices, and withdraws them before they begin', async ({ page }) => {
  await signInAs(page, 'platform finance');
  await page.goto('/finance/prices');
  await page.getByRole('link', { name: 'New version' }).click();
  const save = page.getByRole('button', { name: 'Save as a new version' });
  await expect(page.getByText('Nothing differs.')).toBeVisible();
  await expect(save).toBeDisabled();

  await test.step('a margin derives the lines of a plan, and the effect is shown', async () => {
    await page.getByLabel('Margin of Professional in percent').fill('400');
    await page.getByRole('button', { name: 'Derive the prices of Professional' }).click();
    await expect(page.getByLabel('Input of Haiku 5.5, Professional')).toHaveValue('0.50');
    await expect(page.getByText(/amounts change more than threefold/)).toBeVisible();
    await expect(save).toBeDisabled();
    await page.getByRole('button', { name: 'Preview the effect' }).click();
    await expect(page.getByRole('heading', { name: /^Effect on \d{4}-\d{2}$/ })).toBeVisible();
    const cells = page.getByRole('region', { name: 'Effect on last month' });
    if (await cells.isVisible()) {
      const amounts = await cells
        .locator('tbody tr')
        .evaluateAll((rows) =>
          rows.map((row) =>
            [...row.querySelectorAll('[title]')].map((each) => each.getAttribute('title') ?? ''),
          ),
        );
      const nano = (title = '') => parseUsd(title.replace(' USD', '').replace('-', '')) ?? -1n;
      const total = await cells.locator('tfoot [title]').nth(1).getAttribute('title');
      expect(amounts.reduce((sum, [, after]) => sum + nano(after), 0n)).toBe(nano(total ?? ''));
    }
  });

  await test.step('charging less than cost has to be meant', async () => {
    await page.getByLabel('Output of Opus 5.5, Free', { exact: true }).fill('1');
    await expect(page.getByText('1 line is below cost')).toBeVisible();
    await page.getByLabel('Start (UTC)').fill('2999-01-01T00:00');
    await page.getByLabel('Reason').fill('Prices of a far year');
    await page.getByRole('button', { name: 'Preview the effect' }).click();
    await expect(save).toBeEnabled();
    await save.click();
    await expect(page.getByText(/Some prices are below cost/)).toBeVisible();
    await page.getByLabel('Charging less than cost is meant').click();
    await save.click();
  });

  await expect(page.getByText('Not yet in force')).toBeVisible();
  await expect(page.getByText(/From Jan 1, 2999/)).toBeVisible();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV' }).click(),
  ]);
  const text = await readFile(await file.path(), 'utf8');
  const rows = Papa.parse<Cells>(text, { header: true, skipEmptyLines: true }).data;
  const line = rows.find((row) => row.plan === 'free' && row.model === 'claude-opus-5-5');
  expect(line?.output_usd_per_million).toBe('1.000000000');

  await test.step('a version that lies ahead is withdrawn by another', async () => {
    await page.goto('/finance/prices');
    await page.getByRole('link', { name: 'Withdraw…' }).click();
    await expect(page.getByLabel('Start (UTC)')).toHaveValue('2999-01-01T00:00');
    await page.getByLabel('Reason').fill('It was a mistake');
    await page.getByRole('button', { name: 'Preview the effect' }).click();
    await save.click();
    await expect(page).toHaveURL(/\/finance\/prices\/\d+$/);
    await page.goto('/finance/prices');
    await expect(page.getByText('Withdrawn')).toBeVisible();
  });
});

test('a call is corrected by an entry, and the statement says so', async ({ page }) => {
  await signInAs(page, 'platform finance');
  await page.goto('/finance/ledger');
  await page.getByRole('link', { name: 'Correct…' }).first().click();
  await expect(page.getByRole('heading', { name: 'Correct this call' })).toBeVisible();
  await page.getByLabel('Price (USD)').fill('0.000000001');
  await page.getByLabel('Reason').fill('The answer was empty');
  await page.getByRole('button', { name: 'Book the correction' }).click();
  await expect(page.getByText('The correction is in the ledger.')).toBeVisible();
  await expect(page.getByText('With its corrections')).toBeVisible();

  await page.goto('/finance/ledger');
  const row = page.getByRole('row').filter({ hasText: 'The answer was empty' });
  await expect(row.getByRole('link', { name: 'Corrected call' })).toBeVisible();

  await page.goto('/finance/statements');
  await page.getByRole('link', { name: 'Halden Marine' }).click();
  await page.getByRole('button', { name: 'Adjust…' }).click();
  await page.getByLabel('Amount (USD)').fill('2.5');
  await page.getByLabel('Reason').fill('Thanks for your patience');
  await page.getByRole('button', { name: 'Credit', exact: true }).click();
  await expect(page.getByRole('cell', { name: /Thanks for your patience/ })).toBeVisible();
  const amounts = async () => {
    const titles = await page
      .getByRole('region', { name: 'Lines of the statement' })
      .locator('[title]')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title') ?? ''));
    return titles.map((title) => {
      const amount = title.replace(' USD', '');
      return amount.startsWith('-')
        ? -(parseUsd(amount.slice(1)) ?? 0n)
        : (parseUsd(amount) ?? -1n);
    });
  };
  const shown = await amounts();
  expect(shown.slice(0, -1).reduce((sum, each) => sum + each, 0n)).toBe(shown.at(-1));

  await page.context().clearCookies();
  await signInAs(page, 'Halden Marine: owner');
  await page.goto('/t/halden-marine/usage/statement');
  await expect(page.getByRole('cell', { name: /Thanks for your patience/ })).toBeVisible();
  expect(await amounts()).toEqual(shown);
});

test('the provider’s report is compared, and the same file is not taken twice', async ({
  page,
}) => {
  await signInAs(page, 'platform finance');
  await page.goto('/finance/provider?range=7d');
  await expect(page.getByText('Nothing to compare yet')).toBeVisible();
  const day = new Date().toISOString().slice(0, 10);
  const header =
    'usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens';
  const upload = (text: string) =>
    page.getByLabel('Report of the provider').setInputFiles({
      name: 'usage.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(text),
    });
  await upload('a,b\n1,2\n');
  await expect(page.getByText(/columns are those of neither report/)).toBeVisible();
  const good = `${header}\n${day},claude-unheard-of-9,main,Default,standard,x,7,0,0,0,0\n`;
  await upload(good);
  await expect(page.getByText(/^Import 1: 1 rows of usage/)).toBeVisible();
  await expect(page.getByRole('row', { name: /claude-unheard-of-9.*Unknown model/ })).toBeVisible();
  await upload(good);
  await expect(page.getByText('This very file was imported before.')).toBeVisible();

  const open = page.locator('dl').filter({ hasText: 'Open differences' }).locator('dd');
  const count = Number(await open.textContent());
  const row = page.getByRole('row', { name: /claude-unheard-of-9.*Unknown model/ });
  await test.step('by account, a key leads to its rows', async () => {
    await page
      .getByRole('region', { name: 'Accounts' })
      .getByRole('link', { name: 'main' })
      .click();
    await expect(page.getByRole('link', { name: 'API key main: show all' })).toBeVisible();
    const rows = page.getByRole('region', { name: 'Ledger and provider' }).locator('tbody tr');
    await expect(rows).toHaveCount(1);
    await expect(rows).toContainText('claude-unheard-of-9');
    await page.getByRole('link', { name: 'API key main: show all' }).click();
    await expect(row).toBeVisible();
  });

  await test.step('a difference is given to somebody and closed, and opens when it moves', async () => {
    await row.getByRole('button', { name: /^Unknown model, .*: note$/ }).click();
    await page.getByRole('combobox', { name: 'Looked into by' }).selectOption({ index: 1 });
    await page.getByRole('textbox', { name: 'Reason' }).fill('Asked the provider');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(row.getByRole('button', { name: /: note$/ })).toHaveText('Assigned');
    await row.getByRole('button', { name: /: note$/ }).click();
    await page.getByRole('checkbox', { name: 'Close it' }).click();
    await page.getByRole('textbox', { name: 'Reason' }).fill('A model of a trial');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(row.getByRole('button', { name: /: note$/ })).toHaveText('Closed');
    await expect(open).toHaveText(String(count - 1));
    await page.getByLabel('Days that were imported before get another version').click();
    await upload(`${header}\n${day},claude-unheard-of-9,main,Default,standard,x,8,0,0,0,0\n`);
    await expect(row.getByRole('button', { name: /: note$/ })).toHaveText('Assigned');
    await expect(open).toHaveText(String(count));
  });

  await test.step('an invoice a cent off is not the report', async () => {
    const [first, last] = [0, 1].map((month) => {
      const at = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
      at.setUTCMonth(at.getUTCMonth() - 1 + month, 1 - month);
      return at.toISOString().slice(0, 10);
    });
    await page.goto(`/finance/provider?from=${first}&to=${last}`);
    await upload(
      `usage_date_utc,model,token_type,cost_usd\n${first},Claude Haiku 5.5,output,0.5\n${last},Claude Haiku 5.5,output,0.5\n`,
    );
    await expect(page.getByText(/^Import 3: 2 rows of cost/)).toBeVisible();
    const months = page.getByRole('region', { name: 'Months' });
    const enter = async (amount: string) => {
      await page.getByRole('textbox', { name: 'Number' }).fill('INV-1');
      await page.getByRole('textbox', { name: 'Amount (USD)' }).fill(amount);
      await page.getByRole('button', { name: 'Enter the invoice' }).click();
    };
    await enter('1.01');
    await expect(months.getByText('Invoice is not the report')).toBeVisible();
    await enter('1.00');
    await expect(months.getByText('Invoice is the report')).toBeVisible();
  });
});
