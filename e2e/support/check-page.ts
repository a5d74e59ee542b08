import { expect, type Page } from '@playwright/test';
import { COLOUR, findViolations, WCAG } from './find-violations';

const WIDE = { width: 1280, height: 800 };

/**
 * The page as it stands, in both themes, wide and at 360 px: no violation of WCAG 2.2 AA, and nothing that is wider
 * than the screen. The dark theme is the light one in other colours, so what is about colours is asked of it. Ends wide.
 */
export async function checkPage(page: Page, name = new URL(page.url()).pathname): Promise<void> {
  for (const width of [WIDE.width, 360]) {
    await page.setViewportSize({ width, height: 800 });
    // Further down the header floats above what happens to be under it, which is no fault of that.
    await page.evaluate(() => window.scrollTo(0, 0));
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const found = await findViolations(page, (axe) =>
        colorScheme === 'dark' ? axe.withRules(COLOUR) : axe.withTags(WCAG),
      );
      expect.soft(found, `${name}, ${colorScheme}, ${width} px`).toEqual([]);
    }
    const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(scroll, `${name} at ${width} px`).toBeLessThanOrEqual(width);
  }
  await page.setViewportSize(WIDE);
}
