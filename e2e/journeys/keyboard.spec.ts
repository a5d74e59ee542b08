import { expect, type Page } from '@playwright/test';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';
import { openPalette } from '../support/open-palette';
import { tabTo } from '../support/tab-to';

const INDEXED_MS = 150_000;

/** Goes to a page of the workspace without a pointer. */
async function go(page: Page, words: string, heading: string): Promise<void> {
  await openPalette(page);
  await page.keyboard.type(words);
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
}

test('a question is asked and its source read without a pointer, and spoken while it is written', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await signInAs(page, 'Halden Marine: member');
  const question = page.getByRole('textbox', { name: 'Question', exact: true });
  await tabTo(page, question);
  await page.keyboard.type('What is the speed limit for vehicles on the quay?');
  await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled();
  await page.keyboard.press('Enter');
  const spoken = page.getByRole('log', { name: 'The answer as it is written' });
  await expect(spoken).toContainText(/\w+/, { timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Copy answer' })).toBeVisible({ timeout: 60_000 });
  await expect(page).toHaveURL(/\/c\//);

  const source = page.getByRole('button', { name: /^Source 1:/ }).first();
  await tabTo(page, source, 'Shift+Tab');
  await page.keyboard.press('Enter');
  const mark = page.locator('mark[data-cited]').first();
  await expect(mark).toBeInViewport();
  await page.keyboard.press('Escape');
  await expect(mark).toHaveCount(0);
  await expect(source).toBeFocused();
});

test('files are uploaded, chosen, tagged, deleted and put back without a pointer', async ({
  page,
}) => {
  test.setTimeout(300_000);
  await signInAs(page, 'Halden Marine: admin');
  await go(page, 'upload', 'Documents');
  const choose = page.getByRole('button', { name: 'Choose files' }).first();
  await expect(choose).toBeFocused();
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  const names = ['Rudder one.txt', 'Rudder two.txt'];
  await (await chooser).setFiles(
    names.map((name) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from(`The rudder of ${name} is looked at in spring.`),
    })),
  );
  const search = page.getByLabel('Search by name');
  await tabTo(page, search);
  await page.keyboard.type('Rudder');
  const rows = page.getByRole('grid', { name: 'Documents' }).locator('tbody tr');
  await expect(rows).toHaveCount(2);
  for (const at of [0, 1])
    await expect(rows.nth(at)).toContainText('Indexed', { timeout: INDEXED_MS });

  await tabTo(page, rows.first());
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  const bar = page.getByRole('region', { name: 'Chosen documents' });
  await expect(bar).toContainText('2 chosen');
  await tabTo(page, bar.getByRole('button', { name: 'Tag' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  const newTag = page.getByRole('menuitem', { name: 'New tag…' });
  await expect(newTag).toBeVisible();
  await page.keyboard.press('End');
  await expect(newTag).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await page.keyboard.type(`Rudders ${Date.now()}`);
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 documents tagged')).toBeVisible();

  await tabTo(page, rows.first());
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(page.getByText('No document matches')).toBeVisible();
  // The last message is a key away.
  await expect(page.getByText('2 documents deleted')).toBeVisible();
  await page.keyboard.press('Alt+t');
  await tabTo(page, page.getByRole('button', { name: 'Undo' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 documents put back')).toBeVisible();
  await expect(rows).toHaveCount(2);
});

test('a limit is changed without a pointer', async ({ page }) => {
  await signInAs(page, 'Fernway Studio: owner');
  await go(page, 'limits', 'Limits');
  const own = page.getByRole('form', { name: 'Limits you set' });
  await tabTo(page, own.getByLabel('Requests a minute'));
  await page.keyboard.type('5');
  await tabTo(page, own.getByLabel('Reason'));
  await page.keyboard.type('A quiet week');
  await tabTo(page, own.getByRole('button', { name: 'Put in force' }));
  await page.keyboard.press('Enter');
  await expect(page.getByText('Your limits are in force from the next')).toBeVisible();
  await expect(page.getByText('A quiet week').first()).toBeVisible();

  await tabTo(page, own.getByLabel('Requests a minute'), 'Shift+Tab');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await tabTo(page, own.getByLabel('Reason'));
  await page.keyboard.type('Back to what was agreed');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Back to what was agreed').first()).toBeVisible();
});
