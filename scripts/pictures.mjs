/**
 * Takes the README's pictures from a running demo installation:
 * `npm run pictures -- --url http://localhost:3000 --data .data`
 */
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://localhost:3000' },
    data: { type: 'string', default: '.data' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
  },
});
const OUT = path.join('docs', 'pictures');
const QUESTION = 'In which order of priority are berths given?';

const people = JSON.parse(readFileSync(path.join(values.data, 'demo-sign-ins.json'), 'utf8'));
mkdirSync(OUT, { recursive: true });
const browser = await chromium.launch({
  executablePath: values.browser,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});

async function as(role, work) {
  const person = people.find((each) => each.role === role);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${values.url}/sign-in`);
  await page.fill('input[name=email]', person.email);
  await page.fill('input[name=password]', person.password);
  await page.click('button[type=submit]');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  const shoot = (name) => page.screenshot({ path: path.join(OUT, `${name}.png`) });
  const open = (route) => page.goto(values.url + route, { waitUntil: 'networkidle' });
  await work({ page, open, shoot });
  await page.close();
}

await as('Halden Marine: admin', async ({ page, open, shoot }) => {
  await open('/t/halden-marine');
  await page.locator('textarea').fill(QUESTION);
  await page.keyboard.press('Enter');
  await page
    .getByRole('button', { name: /^Source 1:/ })
    .first()
    .click();
  await page.locator('mark').first().waitFor();
  await page.getByRole('button', { name: 'Stop the answer' }).waitFor({ state: 'hidden' });
  await shoot('chat');
  await open('/t/halden-marine/documents');
  await shoot('documents');
  await open('/t/halden-marine/usage');
  await shoot('usage');
});
await as('platform operator', async ({ open, shoot }) => {
  await open('/console?range=14d');
  await shoot('fleet');
});
await as('platform finance', async ({ open, shoot }) => {
  await open('/finance?range=14d');
  await shoot('finance');
});
await browser.close();
