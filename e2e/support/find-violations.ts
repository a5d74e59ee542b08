import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** The rules of WCAG 2.2 AA that axe knows. */
export const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Those of them that another theme can break. */
export const COLOUR = ['color-contrast', 'link-in-text-block'];

/**
 * What is wrong for axe, as rules and the places that break them. Nothing moves meanwhile: a toast that is half faded
 * in has a contrast that nobody reads it with.
 */
export async function findViolations(
  page: Page,
  narrowed: (axe: AxeBuilder) => AxeBuilder = (axe) => axe,
) {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState !== 'running' ||
          effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY,
      ),
  );
  // In one piece: the pages have no frames of others, for which it would open a page each time.
  const { violations } = await narrowed(new AxeBuilder({ page }).setLegacyMode()).analyze();
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  return violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)]);
}
