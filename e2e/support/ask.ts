import { expect, type Page } from '@playwright/test';

/** Asks in the open chat as a person does, by typing and Enter. */
export async function ask(page: Page, question: string): Promise<void> {
  await page.getByLabel('Question').fill(question);
  // Enabled once the page is alive; before that, Enter begins a new line.
  await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled();
  await page.getByLabel('Question').press('Enter');
}
