import { expect, type Locator, type Page } from '@playwright/test';

/** More than any page has to be walked through. */
const MOST_STEPS = 120;

/** Walks with Tab until the control has the focus, as who has no pointer does; `Shift+Tab` walks back. */
export async function tabTo(
  page: Page,
  control: Locator,
  key: 'Tab' | 'Shift+Tab' = 'Tab',
): Promise<void> {
  await expect(control).toBeVisible();
  for (let step = 0; step < MOST_STEPS; step += 1) {
    if (await control.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
  }
  await expect(control, `not reached by ${key}`).toBeFocused();
}
