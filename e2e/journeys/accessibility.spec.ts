import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { ask } from '../support/ask';
import { checkPage } from '../support/check-page';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';
import { inJourneysDatabase } from '../support/journey-superuser';
import { newWorkspace } from '../support/new-workspace';
import { openPalette } from '../support/open-palette';
import { pagePatterns, patternOf } from '../support/page-patterns';

/** Each page looks at itself in both themes at two widths, which takes seconds. */
const LONG_MS = 600_000;

const PATTERNS = pagePatterns();
/** Pages that were looked at here. */
const seen = new Set<string | undefined>();
/** Pages that only a longer story comes to, by the journey that looks at each. */
const ELSEWHERE: Record<string, string> = {
  '/console/erased/[id]': 'life-cycle',
  '/console/incidents/[id]': 'containment-and-health',
  '/console/support/[tenantId]/[id]': 'support-access',
};
/** Leads on and draws nothing. */
const DRAWS_NOTHING = ['/'];

async function look(page: Page, name?: string): Promise<void> {
  seen.add(patternOf(new URL(page.url()).pathname, PATTERNS));
  await checkPage(page, name);
}

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
  await look(page, page.url());
}

test('pages before and beside the workspaces', async ({ page }) => {
  test.setTimeout(LONG_MS);
  await checkAt(page, '/sign-in', 'Sign in');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await look(page, 'the sign-in with its complaints');
  await checkAt(page, '/link/nothing-behind-it', /.+/);
  // A link that works is looked at where one is made.
  seen.delete('/link/[token]');
  await checkAt(page, '/paused', /.+/);
  await checkAt(page, '/no-such-page', 'Not found');
  // Of two companies, so that there is a choice.
  await signInAs(page, 'daniel.osei@northgate-advisory.example');
  await checkAt(page, '/workspaces', 'Where to?');
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
  await look(page, 'a conversation');
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
  await look(page, 'the palette');
  await page.keyboard.press('Escape');
  await page.locator('#main').focus();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await look(page, 'the list of keys');
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
  await checkAt(page, `${home}/audit/seen`, 'Who saw a document');
  await checkAt(page, `${home}/compliance`, 'Compliance');
  await checkAt(page, `${home}/incidents`, /.+/);
  await checkAt(page, `${home}/notifications`, /.+/);
  await checkAt(page, `${home}/support`, /.+/);
  await checkAt(page, `${home}/leave`, /.+/);
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
  await page.goto('/console');
  await page.getByRole('link', { name: 'Brightwell Clinics', exact: true }).first().click();
  await checkHere(page, 'Brightwell Clinics');
  const tenant = new URL(page.url()).pathname;
  await checkAt(page, `${tenant}/policy`, 'Quota of Brightwell Clinics');
  await checkAt(page, '/console/tenants/new', /.+/);
  await checkAt(page, '/console/requests-inbox', /.+/);
  await checkAt(page, '/console/support', /.+/);
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
  await checkAt(page, '/finance/showback', 'Showback');
  await checkAt(page, '/finance/shared-costs', 'Shared costs');
  await checkAt(page, '/finance/budgets', 'Budgets');
  await checkAt(page, '/finance/what-if', 'What if');
  await checkAt(page, '/finance/rates', 'Exchange rates');
  await checkAt(page, '/finance/ledger', 'Ledger');
  const entry = page.locator('main a[href*="/finance/ledger/"]').first();
  await checkAt(page, String(await entry.getAttribute('href')), /.+/);
  await checkAt(page, '/finance/provider', /.+/);
  await checkAt(page, '/finance/exports', 'Exports');
  await checkAt(page, '/finance/statements', 'Statements');
  const statement = page.locator('main a[href*="/finance/statements/"]').first();
  await checkAt(page, String(await statement.getAttribute('href')), /^Statement of/);
  await checkAt(page, '/finance/prices/new', /.+/);
  await checkAt(page, '/finance/prices', 'Prices');
  const version = page.locator('main a[href*="/finance/prices/"]:not([href*="/new"])').first();
  await checkAt(page, String(await version.getAttribute('href')), /.+/);
});

test('a link that works, and a chat that an administrator may read', async ({ page, browser }) => {
  test.setTimeout(LONG_MS);
  await signInAs(page, 'platform operator');
  const { workspace, owner } = await newWorkspace(page, browser, 'Aspen Surveyors', (invited) =>
    look(invited, 'a link that works'),
  );
  const home = `/t/${workspace.slug}`;
  await owner.goto(`${home}/data`);
  await owner.getByRole('button', { name: 'Let administrators read chats' }).click();
  await owner.getByRole('alertdialog').getByRole('button', { name: 'Let them read' }).click();
  await expect(owner.getByRole('button', { name: 'Make chats private' })).toBeVisible();
  await owner.goto(home);
  await ask(owner, 'Where is the survey of the northern slope?');
  await expect(owner.getByRole('button', { name: 'Copy answer' })).toBeVisible();
  await owner.goto(`${home}/conversations`);
  await owner.getByRole('main').locator(`a[href^="${home}/conversations/"]`).first().click();
  await expect(owner).toHaveURL(/\/conversations\/[0-9a-f-]{36}$/);
  await checkHere(owner, /.+/);
});

test('the second factor of who runs the platform', async ({ page }) => {
  test.setTimeout(LONG_MS);
  await signInAs(page, 'platform auditor');
  const role = "platform_role = 'auditor'";
  // The demo's own people owe none, so that it can be tried without a phone.
  const demo = await inJourneysDatabase<{ id: string }>(
    `update app_user set demo = false where ${role} and demo returning id`,
  );
  try {
    await checkAt(page, '/sign-in/second-factor', 'Set up your second factor');
    await page.getByLabel('Six-digit code').fill('000000');
    await page.keyboard.press('Enter');
    await expect(page.getByText('The code was not accepted')).toBeVisible();
    await look(page, 'a second factor that is wrong');
  } finally {
    await inJourneysDatabase(
      `update app_user set demo = true, totp_sealed = null, totp_last_step = null where id = any($1)`,
      [demo.map(({ id }) => id)],
    );
  }
});

test('no page was left out', () => {
  for (const [pattern, journey] of Object.entries(ELSEWHERE)) {
    expect(PATTERNS, 'a page that is no more').toContain(pattern);
    expect(readFileSync(`e2e/journeys/${journey}.spec.ts`, 'utf8')).toContain('checkPage(');
  }
  const known = [...DRAWS_NOTHING, ...Object.keys(ELSEWHERE)];
  expect(PATTERNS.filter((each) => !seen.has(each) && !known.includes(each))).toEqual([]);
});
