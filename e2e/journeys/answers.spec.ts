import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { ask } from '../support/ask';
import { signInAs } from '../support/demo-sign-in';
import { findViolations } from '../support/find-violations';
import { test } from '../support/journey';

const QUESTION = 'What is the speed limit on the quays?';
const answers = (page: Page) => page.getByRole('article', { name: 'Answer' });
const sidebar = (page: Page) => page.getByRole('complementary', { name: 'Conversations' });

async function asked(page: Page, question = QUESTION): Promise<void> {
  await ask(page, question);
  await expect(page.getByRole('button', { name: 'Why this answer' }).last()).toBeVisible();
  await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}/);
}

test('an answer is copied, judged, explained and linked to', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInAs(page, 'Halden Marine: member');
  await asked(page);
  const pasted = () => page.evaluate(() => navigator.clipboard.readText());

  await test.step('as Markdown with its sources', async () => {
    await answers(page).last().getByRole('button', { name: 'Copy answer' }).click();
    await expect
      .poll(pasted)
      .toMatch(/15 kilometres[\s\S]*\[1\][\s\S]*Sources:[\s\S]*1\. .+, page \d+: “/);
  });

  await test.step('with a reason, changed and withdrawn', async () => {
    const bad = page.getByRole('button', { name: 'Bad answer' }).last();
    await bad.press('Enter');
    await page.getByLabel('Something is missing').check();
    await page.getByLabel('In your words').fill('The limit at night.');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Your feedback was kept.')).toBeAttached();
    await page.reload();
    await expect(bad).toHaveAttribute('aria-pressed', 'true');
    await bad.click();
    await expect(page.getByLabel('In your words')).toHaveValue('The limit at night.');
    await page.getByRole('button', { name: 'Withdraw' }).click();
    await expect(bad).toHaveAttribute('aria-pressed', 'false');
  });

  await test.step('with what it rests on and what it cost', async () => {
    await page.getByRole('button', { name: 'Why this answer' }).last().click();
    const why = page.getByRole('dialog', { name: 'Why this answer' });
    await expect(why.getByText('Time by stage')).toBeVisible();
    await expect(why.getByText('Cited', { exact: true }).first()).toBeVisible();
    await expect(why.getByText(/^Relevance/).first()).toBeVisible();
    await expect(why.getByText('Price for your workspace')).toBeVisible();
    const violations = await findViolations(page, (axe) => axe.include('[role=dialog]'));
    expect(violations).toEqual([]);
    await why
      .getByRole('button', { name: /^Open the passage/ })
      .first()
      .click();
    await expect(page.getByRole('complementary', { name: 'Source' })).toBeVisible();
  });

  await test.step('by an address that opens it again', async () => {
    await page.goBack();
    await page.getByRole('button', { name: 'Copy the link to this answer' }).last().click();
    await expect.poll(pasted).toContain('/c/');
    await page.goto(await pasted());
    await expect(answers(page).last()).toBeFocused();
  });
});

test('a follow-up question is asked by a press', async ({ page }) => {
  await signInAs(page, 'Halden Marine: member');
  await asked(page, 'Which rules apply to cranes, helmets and life jackets on the quays?');
  const next = page.getByRole('region', { name: 'What to ask next' }).getByRole('button');
  const question = await next.first().textContent();
  await next.first().click();
  await expect(page.getByText(question ?? '?').first()).toBeVisible();
  await expect(answers(page)).toHaveCount(2);
});

test('a conversation is found again and saved as Markdown and PDF', async ({ page }) => {
  await signInAs(page, 'Halden Marine: member');
  await asked(page);
  await page.goto('/t/halden-marine');

  await test.step('by its words, with the keyboard alone', async () => {
    await page.getByRole('button', { name: 'Send' }).waitFor();
    await page.locator('body').press('/');
    const field = sidebar(page).getByRole('searchbox', { name: 'Search your conversations' });
    await expect(field).toBeFocused();
    await field.fill('kilometre quays');
    const hit = sidebar(page).getByRole('link').filter({ hasText: QUESTION }).first();
    await expect(hit.locator('mark').first()).toBeVisible();
    expect(await findViolations(page)).toEqual([]);
    await field.press('ArrowDown');
    await expect(sidebar(page).getByRole('link').nth(1)).toBeFocused();
    await hit.click();
    await expect(answers(page).last()).toContainText('15 kilometres');
    await field.fill('zzyzx');
    await expect(sidebar(page).getByText(/No conversation has these words/)).toBeVisible();
    await field.press('Escape');
    await expect(sidebar(page).getByText('Today')).toBeVisible();
  });

  await test.step('with its citations, and times in a named zone', async () => {
    const save = async (format: string) => {
      await sidebar(page)
        .getByRole('button', { name: `Options of ${QUESTION}` })
        .first()
        .click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: `Save as ${format}` }).click();
      const file = await download;
      return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
    };
    const markdown = await save('Markdown');
    expect(markdown.name).toMatch(/\.md$/);
    expect(markdown.bytes.toString()).toMatch(/# What is the speed limit[\s\S]*Sources:\n\n1\. /);
    const pdf = await save('PDF');
    expect(pdf.name).toMatch(/\.pdf$/);
    const file = await getDocument({ data: new Uint8Array(pdf.bytes), verbosity: 0 }).promise;
    const { items } = await (await file.getPage(1)).getTextContent();
    const text = items.map((item) => ('str' in item ? item.str : '')).join(' ');
    expect(text).toContain('15 kilometres');
    expect(text).toMatch(/Page 1 of \d/);
  });
});

test('admins see how answers were liked, and no words of others', async ({ page, browser }) => {
  const member = await browser.newPage();
  await signInAs(member, 'Halden Marine: member');
  await asked(member);
  await member.getByRole('button', { name: 'Bad answer' }).last().click();
  await member.getByLabel('It is too long').check();
  await member.getByLabel('In your words').fill('Only for me.');
  await member.getByRole('button', { name: 'Save' }).click();
  await expect(member.getByText('Your feedback was kept.')).toBeAttached();
  await member.close();
  await signInAs(page, 'Halden Marine: admin');
  await page.goto('/t/halden-marine/assistant');
  await expect(page.getByText('it is too long')).toBeVisible();
  await expect(page.getByText('Only for me.')).toHaveCount(0);
});
