import { expect, type Locator, type Page } from '@playwright/test';

const questionField = (page: Page) => page.getByRole('textbox', { name: 'Question', exact: true });

/** Asks in the open chat as a person does, by typing and Enter. */
export async function ask(page: Page, question: string): Promise<void> {
  await questionField(page).fill(question);
  // Enabled once the page is alive; before that, Enter begins a new line.
  await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled();
  await questionField(page).press('Enter');
}

const MOST_QUESTIONS = 20;

/** Asks in the open chat until a budget has no room for one more; returns the notice that says so. */
export async function askUntilRefused(page: Page, question: string): Promise<Locator> {
  const notice = page.getByRole('status').filter({ hasText: 'Your own budget for this month' });
  const copy = page.getByRole('button', { name: 'Copy answer' });
  const before = await copy.count();
  for (let asked = 1; asked <= MOST_QUESTIONS; asked += 1) {
    await ask(page, question);
    await expect(notice.or(copy.nth(before + asked - 1))).toBeVisible();
    if (await notice.isVisible()) break;
  }
  return notice;
}
