import { test as base, type Page } from '@playwright/test';

/**
 * The test of a journey: in all its windows a page that was gone to, or loaded again, answers once it takes part.
 * What is typed or chosen before that is lost when the page's own state is first shown, and a quick machine is sooner
 * than that.
 */
export const test = base.extend<object, object>({
  browser: [
    async ({ browser }, use) => {
      browser.on('context', (context) => context.on('page', waitAfterLoading));
      await use(browser);
    },
    { scope: 'worker' },
  ],
});

function waitAfterLoading(page: Page): void {
  const goto = page.goto.bind(page);
  const reload = page.reload.bind(page);
  page.goto = async (url, options) => {
    const answer = await goto(url, options);
    // Who asks for the first bytes alone looks at what is shown until the rest is there.
    if (options?.waitUntil !== 'commit') await takesPart(page);
    return answer;
  };
  page.reload = async (...how) => {
    const answer = await reload(...how);
    await takesPart(page);
    return answer;
  };
}

/**
 * Waits until React holds each control of the page; one that is not the product's has none to wait for. Hidden fields
 * are what a form without scripts would send, and React leaves them alone.
 */
export async function takesPart(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      !('__next_f' in window) ||
      [...document.querySelectorAll('button, input:not([type=hidden]), select, textarea')].every(
        (control) => Object.keys(control).some((key) => key.startsWith('__reactProps$')),
      ),
  );
}
