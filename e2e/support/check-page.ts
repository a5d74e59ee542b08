import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const WIDE = { width: 1280, height: 800 };

/**
 * The page as it stands, in both themes, wide and at 360 px: no violation of WCAG 2.2 AA, and nothing that is wider
 * than the screen. Ends wide.
 */
export async function checkPage(page: Page, name: string): Promise<void> {
  for (const width of [WIDE.width, 360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      // What fades is looked at when it has come.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
      const found = violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]);
      expect.soft(found, `${name}, ${colorScheme}, ${width} px`).toEqual([]);
    }
    const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(scroll, `${name} at ${width} px`).toBeLessThanOrEqual(width);
  }
  await page.setViewportSize(WIDE);
}
