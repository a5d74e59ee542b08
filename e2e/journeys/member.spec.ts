import { expect, type Page } from '@playwright/test';
import { ask } from '../support/ask';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

const QUESTION = 'What is the speed limit on the quays?';
const answers = (page: Page) => page.getByRole('article', { name: 'Answer' });

/** Presses Stop the moment the first words are there: the local model is faster than a person. */
async function stopAtFirstWords(page: Page): Promise<void> {
  await page.evaluate(() => {
    const before = document.querySelectorAll('.answer-text').length;
    const observer = new MutationObserver(() => {
      const stop = document.querySelector<HTMLElement>('[aria-label="Stop the answer"]');
      if (!stop || document.querySelectorAll('.answer-text').length === before) return;
      observer.disconnect();
      stop.click();
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

test('a member asks, and opens, shares and follows a citation', async ({ page, browser }) => {
  await signInAs(page, 'Halden Marine: member');
  await ask(page, QUESTION);
  await expect(answers(page)).toContainText('15 kilometres an hour');
  await expect(page).toHaveURL(/\/t\/halden-marine\/c\/[0-9a-f-]{36}$/);

  const link = await test.step('beside the answer', async () => {
    await answers(page)
      .getByRole('button', { name: /^Source 1:/ })
      .first()
      .click();
    const source = page.getByRole('complementary', { name: 'Source' });
    await expect(source.locator('mark').first()).toContainText('15 kilometres');
    await expect(source.locator('mark').first()).toBeInViewport();
    const own = source.getByRole('link', { name: 'Open the document on its own page' });
    const href = await own.getAttribute('href');
    await page.goBack();
    await expect(source).toBeHidden();
    return href ?? '';
  });

  await test.step('for a colleague who may read it', async () => {
    const colleague = await browser.newPage();
    await signInAs(colleague, 'Halden Marine: admin');
    await colleague.goto(link);
    await expect(colleague.locator('mark').first()).toContainText('15 kilometres');
    await expect(colleague.locator('mark').first()).toBeInViewport();
    await colleague.goto(link.replace(/start=\d+&end=\d+/, 'start=9999998&end=9999999'));
    await expect(colleague.getByText('cannot be located')).toBeVisible();
    await colleague.close();
  });

  await test.step('for nobody of another workspace', async () => {
    const stranger = await browser.newPage();
    await signInAs(stranger, 'Fernway Studio: owner');
    await stranger.goto(link);
    await expect(stranger.getByRole('heading', { name: 'Not found' })).toBeVisible();
    await stranger.close();
  });
});

test('a member stops, renames and deletes', async ({ page }) => {
  await signInAs(page, 'Halden Marine: member');
  await test.step('stopping keeps what had come', async () => {
    await expect(async () => {
      await stopAtFirstWords(page);
      await ask(page, `${QUESTION} What applies to cranes, helmets and life jackets?`);
      await expect(
        answers(page)
          .last()
          .getByText(/^Stopped/),
      ).toBeVisible({ timeout: 5_000 });
      // Where the stop came after the last word, the whole answer is kept.
      await page.reload();
      await expect(answers(page).last().getByText('Stopped. This is what had come.')).toBeVisible({
        timeout: 5_000,
      });
    }).toPass({ timeout: 60_000 });
    await expect(answers(page).last().locator('.answer-text')).not.toBeEmpty();
  });

  const list = page.getByRole('navigation', { name: 'Conversations' });
  await test.step('rename', async () => {
    await list.locator('a[aria-current=page]').hover();
    await list
      .getByRole('button', { name: /^Options of What is the speed/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    await page.getByLabel('Name of the conversation').fill('Quay rules');
    await page.keyboard.press('Enter');
    await expect(list.getByRole('link', { name: 'Quay rules' })).toBeVisible();
    await page.reload();
    await expect(list.getByRole('link', { name: 'Quay rules' })).toBeVisible();
  });

  await test.step('delete', async () => {
    await list.getByRole('link', { name: 'Quay rules' }).hover();
    await list.getByRole('button', { name: 'Options of Quay rules' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect(list.getByRole('link', { name: 'Quay rules' })).toHaveCount(0);
    await expect(page).toHaveURL(/\/t\/halden-marine$/);
  });
});

test('a member reads and asks about open folders alone', async ({ page }) => {
  await signInAs(page, 'Halden Marine: member');
  await page.getByRole('link', { name: 'Documents', exact: true }).click();
  await page.getByLabel('Search by name').fill('Quay');
  await expect(page.getByRole('row').filter({ hasText: 'Quay safety manual.pdf' })).toBeVisible();
  await page.getByLabel('Search by name').fill('Payroll');
  await expect(page.getByText('No document matches')).toBeVisible();
  await expect(page.getByText('Payroll calendar 2026.docx')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Choose files' })).toHaveCount(0);
  for (const hidden of ['usage', 'audit', 'documents/folders']) {
    await page.goto(`/t/halden-marine/${hidden}`);
    await expect(page.getByRole('heading', { name: 'Not found' })).toBeVisible();
  }
  await page.goto('/t/halden-marine');
  await ask(page, 'On which day are salaries paid in the payroll calendar?');
  await expect(answers(page).last()).toBeVisible();
  await expect(page.getByLabel('Send')).toBeVisible();
  await expect(page.getByRole('button', { name: /Payroll/ })).toHaveCount(0);
});

test('a refusal says whose limit it is and when to come back, and keeps the question', async ({
  page,
}) => {
  await signInAs(page, 'Fernway Studio: owner');
  // A free workspace may ask ten times a minute.
  await page.evaluate(async () => {
    for (let asked = 0; asked < 12; asked += 1) {
      const response = await fetch('/api/t/fernway-studio/answers', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ question: `Which paper is kept? ${asked}` }),
      });
      if ((await response.text()).includes('rate_limited')) return;
    }
  });
  await ask(page, 'How much does a site visit cost?');
  await expect(page.getByText('This is a limit of your workspace.')).toBeVisible();
  await expect(page.getByText(/Try again in \d+ s\. Your|You can ask again now/)).toBeVisible();
  await expect(page.getByLabel('Question')).toHaveValue('How much does a site visit cost?');
  await page.reload();
  await expect(page.getByLabel('Question')).toHaveValue('How much does a site visit cost?');
});

test('a question whose sending broke is sent again', async ({ page }) => {
  await signInAs(page, 'Halden Marine: member');
  await page.route('**/answers', (route) => route.abort());
  await ask(page, QUESTION);
  await expect(answers(page).last()).toContainText('Your question is sent again');
  await page.unroute('**/answers');
  await expect(page.getByRole('button', { name: 'Copy answer' })).toBeVisible();
  await expect(answers(page)).toHaveCount(1);
  await expect(answers(page)).not.toContainText('The connection was lost');
});
