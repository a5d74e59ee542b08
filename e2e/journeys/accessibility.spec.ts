import { expect, type Page, test } from '@playwright/test';
import { signInAs } from '../support/demo-sign-in';
import { findViolations } from '../support/find-violations';

const NARROW = { width: 360, height: 800 };
const WIDE = { width: 1280, height: 800 };

/** Both themes, and a narrow screen that nothing is wider than. */
async function check(page: Page, heading: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findViolations(page)).toEqual([]);
  }
  await page.setViewportSize(NARROW);
  const { scroll, client } = await page.evaluate(() => ({
    scroll: document.documentElement.scrollWidth,
    client: document.documentElement.clientWidth,
  }));
  expect(scroll).toBeLessThanOrEqual(client);
  await page.setViewportSize(WIDE);
}

test('pages of the console that guard data are for everybody to read', async ({ page }) => {
  await signInAs(page, 'platform operator');
  await page.getByRole('link', { name: 'Brightwell Clinics' }).click();
  await check(page, 'Brightwell Clinics');
  await page.goto('/console/security');
  await check(page, 'Security');
  await page.goto('/console/erased');
  await check(page, 'Erased tenants');
  await page.goto('/console/traffic');
  await check(page, 'Traffic');
  await page.goto('/finance');
  await check(page, 'Costs');
  await page.goto('/finance/ledger');
  await check(page, 'Ledger');
  await page.goto('/console/audit');
  await check(page, 'Audit log');
});

test('pages of a workspace that guard data are for everybody to read', async ({ page }) => {
  await signInAs(page, 'Brightwell Clinics: owner');
  await page.goto('/t/brightwell-clinics/assistant');
  await check(page, 'Assistant');
  await page.goto('/t/brightwell-clinics/budgets');
  await page.getByRole('button', { name: 'Add a budget' }).click();
  await check(page, 'Budgets');
  await page.goto('/t/brightwell-clinics/data');
  await check(page, 'Data');
});
