import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { ask } from '../support/ask';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

const FIXTURES = path.resolve('e2e/support/fixtures');
const GOOD = [
  'handbook.pdf',
  'travel-policy.docx',
  'kickoff.pptx',
  'budget.xlsx',
  'customers.csv',
  'security.html',
  'onboarding.md',
  'minutes.txt',
];
const BAD = [
  { file: 'encrypted.pdf', reason: /protected by a password/ },
  { file: 'corrupt.docx', reason: /damaged/ },
  { file: 'picture.pdf', reason: /does not match the ending/ },
];
/** Embedding takes its time on two cores that a browser shares. */
const INDEXED_MS = 150_000;

const row = (page: Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });

test('an admin uploads every format, sees why others fail, and asks about them', async ({
  page,
}) => {
  test.setTimeout(300_000);
  await signInAs(page, 'Halden Marine: admin');
  await page.getByRole('link', { name: 'Documents', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Documents' })).toBeVisible();

  await test.step('many files at once, each to its end without reloading', async () => {
    await page
      .getByLabel('Files to upload')
      .setInputFiles([
        ...GOOD.map((name) => path.join(FIXTURES, 'good', name)),
        ...BAD.map(({ file }) => path.join(FIXTURES, 'bad', file)),
      ]);
    for (const { file, reason } of BAD) {
      await expect(row(page, file)).toContainText(reason, { timeout: INDEXED_MS });
      await expect(row(page, file).getByRole('button', { name: 'Retry' })).toBeVisible();
    }
    for (const name of GOOD) {
      await expect(row(page, name)).toContainText('Indexed', { timeout: INDEXED_MS });
    }
  });

  await test.step('an empty file is refused before it is sent', async () => {
    await page.getByLabel('Files to upload').setInputFiles(path.join(FIXTURES, 'bad/empty.txt'));
    await expect(page.getByLabel('Uploads').getByText('The file is empty.')).toBeVisible();
  });

  await test.step('filters live in the address', async () => {
    await page.getByLabel('Status').selectOption('failed');
    await expect(page).toHaveURL(/status=failed/);
    await expect(row(page, 'encrypted.pdf')).toBeVisible();
    await expect(row(page, 'handbook.pdf')).toHaveCount(0);
  });

  await test.step('the answer cites the file, and the citation opens it at the passage', async () => {
    await page.goto('/t/halden-marine');
    await ask(page, 'Within how many hours are security incidents reported?');
    const answer = page.getByRole('article', { name: 'Answer' }).last();
    await expect(answer).toContainText('4 hours');
    await expect(page).toHaveURL(/\/c\//);
    await answer
      .getByRole('button', { name: /^Source \d+: security\.html/ })
      .first()
      .click();
    const source = page.getByRole('complementary', { name: 'Source' });
    await expect(source.locator('mark')).toContainText('4 hours');
    await expect(source.locator('mark')).toBeInViewport();
    await expect(page).toHaveURL(/doc=.*start=\d+.*end=\d+/);
  });

  await test.step('what is deleted is gone from the next answer and greyed in the old one', async () => {
    const conversation = page.url().replace(/\?.*/, '');
    await page.goto('/t/halden-marine/documents?q=security.html');
    await row(page, 'security.html')
      .getByRole('button', { name: /^Options/ })
      .click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect(page.getByText('No document matches')).toBeVisible();
    await page.goto(conversation);
    const sources = page.getByRole('region', { name: 'Sources' });
    await expect(sources.getByText(/^Removed on /)).toBeVisible();
    await expect(sources.getByRole('button', { name: /^Source \d+, removed on / })).toBeDisabled();
  });
});

test('an admin decides who reads a folder', async ({ page, browser }) => {
  await signInAs(page, 'Halden Marine: admin');
  await page.goto('/t/halden-marine/documents/folders');
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Negotiations');
  await page.getByRole('button', { name: 'Create folder' }).click();
  const folder = page.getByRole('listitem').filter({ hasText: 'Negotiations' });
  await expect(folder).toContainText('Everyone');

  const member = await browser.newPage();
  await signInAs(member, 'Halden Marine: member');
  await member.goto('/t/halden-marine/documents');
  const folders = member.getByLabel('Folder').locator('option');
  await expect(folders.filter({ hasText: 'Negotiations' })).toHaveCount(1);

  await folder.getByRole('button', { name: 'Readers of Negotiations' }).click();
  await page.getByRole('radio', { name: 'Some people' }).click();
  await page.getByRole('checkbox', { name: /Priya Nair/ }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(folder).toContainText('Priya Nair');

  await member.reload();
  await expect(folders.filter({ hasText: 'General' })).toHaveCount(1);
  await expect(folders.filter({ hasText: 'Negotiations' })).toHaveCount(0);
  await member.close();
});

test('an owner adds a person, sees usage and what was done', async ({ page }) => {
  await signInAs(page, 'Halden Marine: owner');
  await page.getByRole('link', { name: 'People', exact: true }).click();
  await page.getByRole('button', { name: 'Add person' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Nora Lind');
  await page.getByLabel('E-mail').fill(`nora.${Date.now()}@example.test`);
  await page.getByRole('button', { name: 'Add person' }).last().click();
  await expect(page.getByLabel('One-time link')).toHaveValue(/\/link\/\S{20,}/);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Invited' }).first()).toBeVisible();

  await page.getByRole('link', { name: 'Usage', exact: true }).click();
  await expect(page.getByText('Tokens this month')).toBeVisible();
  const total = page.locator('tfoot [title]').last();
  const before = await total.getAttribute('title');
  for (const by of ['person', 'model', 'feature']) {
    await page.getByRole('link', { name: `By ${by}` }).click();
    await expect(page.getByRole('heading', { name: `By ${by}` })).toBeVisible();
    await expect(total).toHaveAttribute('title', before ?? '');
  }

  await page.getByRole('link', { name: 'Audit log', exact: true }).click();
  await page.getByLabel('Action').selectOption('member.add');
  await expect(page).toHaveURL(/action=member\.add/);
  await expect(page.getByRole('row').nth(1)).toContainText('Ingrid Solberg');
});
