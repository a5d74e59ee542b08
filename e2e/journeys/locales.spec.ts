import { type Browser, expect, type Page } from '@playwright/test';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

const HOME = '/t/halden-marine';

/** A signed-in page of a reader with the locale; what React or the page complains of is kept. */
async function reader(browser: Browser, locale: string): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ locale, timezoneId: 'Asia/Tokyo' });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await signInAs(page, 'Halden Marine: owner');
  return { page, faults };
}

for (const { locale, money, date, digits } of [
  { locale: 'de-DE', money: /\d,\d{2}\s\$/, date: /\d{1,2}\. \p{L}+\.? 20\d{2}/u, digits: /\d/ },
  { locale: 'ja-JP', money: /\$[\d,]+\.\d{2}/, date: /20\d{2}年\d{1,2}月\d{1,2}日/, digits: /\d/ },
  {
    locale: 'ar-EG',
    money: /[٠-٩]٫[٠-٩]{2}\s*US\$/,
    date: /[٠-٩]{1,2} \p{L}+ ٢٠[٠-٩]{2}/u,
    digits: /[٠-٩]/,
  },
])
  test(`numbers, money and dates are ${locale}, the same from the server and in the browser`, async ({
    browser,
  }) => {
    const { page, faults } = await reader(browser, locale);
    for (const path of ['/usage', '/plan', '/audit', '/documents', '']) {
      await page.goto(`${HOME}${path}`);
      await expect(page.locator('html')).toHaveAttribute('data-locale', locale);
      await expect(page.locator('html')).toHaveAttribute('lang', 'en');
      await page.waitForLoadState('networkidle');
    }
    await page.goto(`${HOME}/usage`);
    const main = page.getByRole('main');
    await expect(main.getByText(money).first()).toBeVisible();
    await expect(main.getByText(date).first()).toBeVisible();
    await expect(main.getByText(digits).first()).toBeVisible();
    // Which day it is depends on where: the zone stands beside it.
    await expect(main.getByText(/whole days in [\w/]+|whole hours in [\w/]+/)).toBeVisible();
    expect(faults).toEqual([]);
  });

test('what is no language changes nothing', async ({ request }) => {
  const headers = { 'accept-language': '"><script>,;;q=zz, *' };
  const html = await (await request.get('/sign-in', { headers })).text();
  expect(html).toContain('Sign in');
  expect(/<html[^>]*>/.exec(html)?.[0]).not.toContain('data-locale');
});
