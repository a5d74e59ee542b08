import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { Visitor } from '@/e2e/isolation/visitor';
import { findChromium } from '@/e2e/support/find-chromium';
import { probePages } from './page-probe';

/** Undefined where there is no Chromium. */
export async function openBrowser(): Promise<Browser | undefined> {
  const executablePath = findChromium();
  if (!executablePath) return undefined;
  // Chromium's sandbox refuses root; containers rarely offer it shared memory enough.
  const args = [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'];
  return chromium.launch({ executablePath, args });
}

/** A person's browser with nothing in its cache: signed in, and measuring. */
export async function freshPage(
  browser: Browser,
  url: string,
  userId: string,
): Promise<{ page: Page; context: BrowserContext }> {
  const visitor = await Visitor.create('owner', [], url, userId);
  const [name = '', value = ''] = (visitor.headers().cookie ?? '').split('=');
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 1280, height: 800 },
  });
  await context.addCookies([{ name, value, url }]);
  const page = await context.newPage();
  await probePages(page);
  return { page, context };
}
