import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, type Page, type TestInfo } from '@playwright/test';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

/** Takes the summary out as a file of that kind. */
async function save(page: Page, info: TestInfo, kind: 'PDF' | 'CSV'): Promise<Buffer> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: kind, exact: true }).click(),
  ]);
  const to = path.join(info.outputDir, download.suggestedFilename());
  await download.saveAs(to);
  return readFile(to);
}

test('an owner hands an auditor who has access and what was changed, as PDF and CSV', async ({
  page,
}, info) => {
  await signInAs(page, 'Halden Marine: owner');
  await page.getByRole('link', { name: 'Compliance', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Compliance', level: 1 })).toBeVisible();

  await test.step('roles, sessions and keys, under the signed root of the log', async () => {
    const people = page.getByRole('region', { name: 'People', exact: true });
    await expect(people.getByRole('row').filter({ hasText: 'owner' })).not.toHaveCount(0);
    await expect(page.getByLabel('Signed root of the audit log')).toContainText('Root', {
      timeout: 60_000,
    });
    const root = await page
      .getByLabel('Signed root of the audit log')
      .locator('dd')
      .nth(3)
      .textContent();
    expect(Buffer.from(root ?? '', 'base64')).toHaveLength(32);
  });

  await test.step('each summary has its page and lives in the address', async () => {
    for (const [name, card] of [
      ['Changes', 'People and roles'],
      ['Retention', 'Settings'],
      ['Erasures', 'How much was deleted'],
      ['Data residency', 'Where the data lies'],
    ] as const) {
      await page.getByRole('link', { name, exact: true }).click();
      await expect(page.getByRole('region', { name: card, exact: true })).toBeVisible();
    }
    await expect(page).toHaveURL(/report=residency/);
    await page.reload();
    await expect(
      page.getByRole('region', { name: 'Where the data lies', exact: true }),
    ).toContainText('lancedb');
  });

  await test.step('both files say what they were computed from', async () => {
    await page.getByRole('link', { name: 'Retention', exact: true }).click();
    await expect(page).toHaveURL(/report=retention/);
    const csv = (await save(page, info, 'CSV')).toString();
    expect(csv).toMatch(/^log_root_hex,[0-9a-f]{64}\r$/m);
    expect(csv).toContain('Audit entries and records of deletions,7 years');
    expect((await save(page, info, 'PDF')).subarray(0, 5).toString()).toBe('%PDF-');
  });

  await test.step('the log says who took them out', async () => {
    await page.getByRole('link', { name: 'Audit log', exact: true }).click();
    await page.getByLabel('Action').selectOption('compliance.export');
    await expect(page).toHaveURL(/action=compliance\.export/);
    await expect(page.getByRole('row').nth(1)).toBeVisible();
  });
});

test('a member has no compliance page', async ({ page }) => {
  await signInAs(page, 'Halden Marine: member');
  await expect(page.getByRole('link', { name: 'Compliance', exact: true })).toHaveCount(0);
  const home = new URL(page.url()).pathname.split('/').slice(0, 3).join('/');
  const answer = await page.goto(`${home}/compliance`);
  expect(answer?.status()).toBe(404);
});

test('an operator reads the platform’s summaries', async ({ page }, info) => {
  await signInAs(page, 'platform operator');
  await page.goto('/console/compliance');
  const people = page.getByRole('region', { name: 'People of the platform', exact: true });
  await expect(people.getByRole('row').filter({ hasText: 'operator' })).not.toHaveCount(0);
  await page.getByRole('link', { name: 'Data residency', exact: true }).click();
  await expect(
    page.getByRole('region', { name: 'Where the data lies', exact: true }),
  ).toContainText('halden');
  expect((await save(page, info, 'CSV')).toString()).toContain('section,Moves');
});
