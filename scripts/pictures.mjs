/**
 * Takes the pictures of the README and of docs/tour.md from a running demo installation:
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

/** Each page of a part of the product, as docs/tour.md shows it. */
async function tour({ open, shoot }, pages) {
  for (const [name, route] of Object.entries(pages)) {
    await open(route);
    await shoot(name);
  }
}

await as('Halden Marine: admin', (page) =>
  tour(page, {
    limits: '/t/halden-marine/limits',
    budgets: '/t/halden-marine/budgets',
    plan: '/t/halden-marine/plan',
    statement: '/t/halden-marine/usage/statement',
    isolation: '/t/halden-marine/isolation',
    assistant: '/t/halden-marine/assistant',
    'tenant-audit': '/t/halden-marine/audit',
    keys: '/t/halden-marine/keys',
  }),
);
await as('platform operator', (page) =>
  tour(page, {
    fleet: '/console?range=14d',
    traffic: '/console/traffic',
    neighbours: '/console/neighbours',
    policies: '/console/policies',
    containment: '/console/containment',
    incidents: '/console/incidents',
    health: '/console/health',
    audit: '/console/audit',
    compliance: '/console/compliance',
  }),
);
await as('platform finance', async ({ page, open, shoot }) => {
  await tour(
    { open, shoot },
    {
      finance: '/finance?range=14d',
      showback: '/finance/showback',
      'shared-costs': '/finance/shared-costs',
      'finance-budgets': '/finance/budgets',
      'what-if': '/finance/what-if?priceBp=1000',
      forecast: '/finance/forecast',
      anomalies: '/finance/anomalies',
      ledger: '/finance/ledger',
      statements: '/finance/statements',
      rates: '/finance/rates',
      prices: '/finance/prices',
      provider: '/finance/provider',
      exports: '/finance/exports',
    },
  );
  await open(`/finance/statements?month=${new Date().toISOString().slice(0, 7)}`);
  await page.locator('main a[href*="/finance/statements/"]').first().click();
  await page.waitForURL(/statements\/[0-9a-f]/);
  await page.waitForLoadState('networkidle');
  await shoot('finance-statement');
});
await browser.close();
