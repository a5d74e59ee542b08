import { expect, type Page } from '@playwright/test';

/** Presses a button that asks why, answers, confirms, and waits until that is over. */
export async function giveReason(
  page: Page,
  { button, confirm, reason }: { button: string; confirm: string; reason: string },
): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByRole('button', { name: confirm, exact: true }).click();
  await expect(dialog).toBeHidden();
}
