import { expect, type Page } from '@playwright/test';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

const LIBRARY = '/t/halden-marine/documents';
const INDEXED_MS = 150_000;

async function makeAndDelete(page: Page, kind: 'folder' | 'group' | 'tag'): Promise<void> {
  const name = `Undone ${kind}`;
  await page.getByRole('button', { name: `New ${kind}` }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(name);
  await page.getByRole('button', { name: `Create ${kind}` }).click();
  await page.getByRole('button', { name: `Delete ${name}` }).click();
  // It takes away who may read: asked for.
  if (kind === 'group')
    await page.getByRole('button', { name: 'Delete group', exact: true }).click();
  await expect(page.getByText(`The ${kind} ${name} is deleted`)).toBeVisible();
  await expect(page.getByRole('button', { name: `Delete ${name}` })).toHaveCount(0);
}

test('deleted folders, groups and tags come back', async ({ page }) => {
  test.setTimeout(180_000);
  await signInAs(page, 'Halden Marine: admin');
  await page.goto(`${LIBRARY}/folders`);
  for (const kind of ['folder', 'group', 'tag'] as const) {
    await makeAndDelete(page, kind);
    await page
      .getByRole('listitem')
      .filter({ hasText: `The ${kind} Undone ${kind} is deleted` })
      .getByRole('button', { name: 'Undo' })
      .click();
    await expect(page.getByText(`Undone ${kind} is back`)).toBeVisible();
    await expect(page.getByRole('button', { name: `Delete Undone ${kind}` })).toBeVisible();
  }
});

test('a document is indexed again from its page while the version in force answers', async ({
  page,
}) => {
  test.setTimeout(300_000);
  await signInAs(page, 'Halden Marine: admin');
  await page.goto(LIBRARY);
  const name = 'Winch rules.txt';
  await page.getByLabel('Files to upload').setInputFiles([
    {
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from('The winch is greased on the first Monday of each month.'),
    },
  ]);
  const row = page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
  await expect(row).toContainText('Indexed', { timeout: INDEXED_MS });
  await row.getByRole('link', { name }).first().click();
  await page.getByRole('button', { name: 'Index again' }).click();
  await expect(page.getByText('It is being indexed again.')).toBeVisible();
  await expect(page.getByText(/This is version 1, an earlier one/)).toBeVisible({
    timeout: INDEXED_MS,
  });
  await page.getByRole('link', { name: /Open version 2, which is in force/ }).click();
  await expect(page.getByText(/Version 2/).first()).toBeVisible();
  await expect(page.getByText('greased on the first Monday').first()).toBeVisible();
});
