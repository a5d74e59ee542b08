import { expect, type Page } from '@playwright/test';

/** Opens the palette by its keys: again, should the page not listen yet. */
export async function openPalette(page: Page): Promise<void> {
  const search = page.getByRole('combobox', { name: 'Search or go to' });
  await expect(async () => {
    if (!(await search.isVisible())) await page.keyboard.press('Control+k');
    await expect(search).toBeFocused({ timeout: 2_000 });
  }).toPass();
}
