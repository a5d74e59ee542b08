import { expect, type Page, test } from '@playwright/test';
import { checkPage } from '../support/check-page';
import { signInAs } from '../support/demo-sign-in';
import { openPalette } from '../support/open-palette';

/** Each page looks at itself in both themes at two widths, which takes seconds. */
const LONG_MS = 600_000;

/** Opens the page, waits until it is all there, and checks it. */
async function checkAt(page: Page, path: string, heading: string | RegExp): Promise<void> {
  await test.step(path, async () => {
    await page.goto(path);
    await checkHere(page, heading);
  });
}

async function checkHere(page: Page, heading: string | RegExp): Promise<void> {
  const title = page.getByRole('heading', { level: 1, name: heading });
  await expect(title).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await checkPage(page, page.url());
}

test('pages before and beside the workspaces', async ({ page }) => {
  test.setTimeout(LONG_MS);
  await checkAt(page, '/sign-in', 'Sign in');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await checkPage(page, 'the sign-in with its complaints');
  await checkAt(page, '/link/nothing-behind-it', /.+/);
  await checkAt(page, '/paused', /.+/);
  await checkAt(page, '/no-such-page', 'Not found');
  await signInAs(page, 'Brightwell Clinics: owner');
  await checkAt(page, '/workspaces', /.+/);
  await checkAt(page, '/sessions', /.+/);
  await checkAt(page, '/sign-out', /.+/);
});

test('pages of a workspace that everybody has', async ({ page }) => {
  test.setTimeout(LONG_MS);
  const home = '/t/brightwell-clinics';
  await signInAs(page, 'Brightwell Clinics: owner');
  await checkAt(page, home, /.+/);
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/c\//);
  await expect(page.getByRole('article', { name: 'Answer' }).first()).toBeVisible();
  await checkPage(page, 'a conversation');
  await checkAt(page, `${home}/documents`, 'Documents');
  await page.getByRole('grid', { name: 'Documents' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/documents\/[0-9a-f-]{36}/);
  await checkHere(page, /.+/);
  await checkAt(page, `${home}/documents/folders`, /.+/);
  await checkAt(page, `${home}/people`, 'People');
  await checkAt(page, `${home}/documents/00000000-0000-4000-8000-000000000000`, 'Not found');

  await page.goto(home);
  await openPalette(page);
  await page.getByRole('combobox', { name: 'Search or go to' }).fill('e');
  await expect(page.getByRole('option').first()).toBeVisible();
  await checkPage(page, 'the palette');
  await page.keyboard.press('Escape');
  await page.locator('#main').focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await checkPage(page, 'the list of keys');
});

test('pages of a workspace’s administration', async ({ page }) => {
  test.setTimeout(LONG_MS);
  const home = '/t/brightwell-clinics';
  await signInAs(page, 'Brightwell Clinics: owner');
  await checkAt(page, `${home}/usage`, 'Usage');
  await checkAt(page, `${home}/usage/statement`, 'Statement');
  await checkAt(page, `${home}/limits`, 'Limits');
  await checkAt(page, `${home}/plan`, 'Plan');
  await checkAt(page, `${home}/keys`, 'API keys');
  await checkAt(page, `${home}/api-reference`, 'API reference');
  await checkAt(page, `${home}/assistant`, 'Assistant');
  await checkAt(page, `${home}/isolation`, /.+/);
  await checkAt(page, `${home}/data`, 'Data');
  await checkAt(page, `${home}/conversations`, /.+/);
  await checkAt(page, `${home}/audit`, 'Audit log');
  await checkAt(page, `${home}/compliance`, 'Compliance');
  await page.goto(`${home}/budgets`);
  await page.getByRole('button', { name: 'Add a budget' }).click();
  await checkHere(page, 'Budgets');
});

test('pages of the console', async ({ page }) => {
  test.setTimeout(LONG_MS);
  await signInAs(page, 'platform operator');
  await checkAt(page, '/console', /.+/);
  await checkAt(page, '/console/objectives', 'Objectives');
  await checkAt(page, '/console/neighbours', 'Neighbours');
  await checkAt(page, '/console/compare', 'Compare');
  await page.getByRole('link', { name: 'Brightwell Clinics' }).click();
  await checkHere(page, 'Brightwell Clinics');
  const tenant = new URL(page.url()).pathname;
  await checkAt(page, `${tenant}/policy`, 'Quota of Brightwell Clinics');
  await checkAt(page, '/console/tenants/new', /.+/);
  await checkAt(page, '/console/requests-inbox', /.+/);
  await checkAt(page, '/console/policies', 'Policies');
  await checkAt(page, '/console/security', 'Security');
  await checkAt(page, '/console/containment', 'Containment');
  await checkAt(page, '/console/incidents', 'Incidents');
  await checkAt(page, '/console/forensics', 'Forensics');
  await checkAt(page, '/console/health', 'Health');
  await checkAt(page, '/console/flags', 'Feature flags');
  await checkAt(page, '/console/traffic', 'Traffic');
  await checkAt(page, '/console/erased', 'Erased tenants');
  await checkAt(page, '/console/audit', 'Audit log');
  await checkAt(page, '/console/compliance', 'Compliance');
  await page.goto('/finance/ledger');
  await page.getByRole('link').and(page.locator('[href*="/requests/"]')).first().click();
  await expect(page).toHaveURL(/\/requests\//);
  await checkHere(page, /.+/);
});

test('pages of finance', async ({ page }) => {
  test.setTimeout(LONG_MS);
  await signInAs(page, 'platform finance');
  await checkAt(page, '/finance', 'Costs');
  await checkAt(page, '/finance/forecast', 'Forecast');
  await checkAt(page, '/finance/anomalies', 'Anomalies');
  await checkAt(page, '/finance/ledger', 'Ledger');
  await checkAt(page, '/finance/showback', 'Showback');
  await checkAt(page, '/finance/shared-costs', 'Shared costs');
  await checkAt(page, '/finance/budgets', 'Budgets');
  await checkAt(page, '/finance/what-if', 'What if');
  const entry = page.locator('main a[href*="/finance/ledger/"]').first();
  await checkAt(page, String(await entry.getAttribute('href')), /.+/);
  await checkAt(page, '/finance/provider', /.+/);
  await checkAt(page, '/finance/exports', 'Exports');
  await checkAt(page, '/finance/statements', 'Statements');
  const statement = page.locator('main a[href*="/finance/statements/"]').first();
  await checkAt(page, String(await statement.getAttribute('href')), /^Statement of/);
  await checkAt(page, '/finance/prices', 'Prices');
  const version = page.locator('main a[href*="/finance/prices/"]').first();
  await checkAt(page, String(await version.getAttribute('href')), /.+/);
});
