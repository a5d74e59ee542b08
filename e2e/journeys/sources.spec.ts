import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { ask } from '../support/ask';
import { signInAs } from '../support/demo-sign-in';
import { findViolations } from '../support/find-violations';
import { test } from '../support/journey';
import { newWorkspace } from '../support/new-workspace';
import { putDocument } from '../support/put-document';

const GOOD = path.resolve('e2e/support/fixtures/good');
const BAD = path.resolve('e2e/support/fixtures/bad');

/** What is asked of each format, and words of the passage that the answer cites. */
const FACTS = [
  {
    file: 'handbook.pdf',
    question: 'How many weeks of paid leave do new parents get?',
    says: '26 weeks',
  },
  { file: 'handbook.pdf', question: 'How often are laptops replaced?', says: '36 months' },
  {
    file: 'travel-policy.docx',
    question: 'Which journeys may be made in business class?',
    says: 'six hours',
  },
  {
    file: 'kickoff.pptx',
    question: 'What is the fallback date?',
    says: '17 March',
  },
  {
    file: 'budget.xlsx',
    question: 'What is the amount of the marketing department?',
    says: '125000',
  },
  { file: 'onboarding.md', question: 'Who issues the build badge?', says: 'Facilities' },
];

const marks = (page: Page) => page.locator('mark[data-cited]');
const answers = (page: Page) => page.getByRole('article', { name: 'Answer' });
const sourceOne = (page: Page) =>
  answers(page)
    .last()
    .getByRole('button', { name: /^Source 1:/ });
const cited = async (page: Page) => (await marks(page).allTextContents()).join(' ');

/** Asks of one document and opens the first citation beside the answer. */
async function askOf(page: Page, slug: string, id: string, question: string): Promise<void> {
  await page.goto(`/t/${slug}?scope=documents:${id}`);
  await ask(page, question);
  await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}/);
  await sourceOne(page).first().click({ timeout: 20_000 });
}

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await findViolations(page)).toEqual([]);
  }
  const wider = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(wider).toBe(0);
}

test('every format opens at the cited words; what cannot be shown says so', async ({
  page: operator,
  browser,
}) => {
  test.setTimeout(420_000);
  await signInAs(operator, 'platform operator');
  const { workspace, owner } = await newWorkspace(operator, browser, 'Sources');
  const context = await browser.newContext({ storageState: await owner.context().storageState() });
  const page = await context.newPage();
  await page.goto(`/t/${workspace.slug}`);
  const { slug } = workspace;
  const ids = new Map<string, string>();
  for (const file of new Set(FACTS.map((fact) => fact.file)))
    ids.set(
      file,
      await putDocument(page, slug, { name: file, bytes: await readFile(path.join(GOOD, file)) }),
    );
  const idOf = (file: string) => ids.get(file) ?? '';

  for (const { file, question, says } of FACTS)
    await test.step(`${file}: ${question}`, async () => {
      await askOf(page, slug, idOf(file), question);
      await expect(marks(page).first()).toBeInViewport();
      expect((await cited(page)).replace(/\s+/g, ' ')).toContain(says);
      await expect(answers(page).last()).toBeVisible();
      await expect(page.getByText(`Asked of “${file}”`)).toBeVisible();
    });

  const href = await test.step('the address keeps the passage', async () => {
    await askOf(
      page,
      slug,
      idOf('handbook.pdf'),
      'How many weeks of paid leave do new parents get?',
    );
    await expect(marks(page).first()).toBeInViewport();
    await page.reload();
    await expect(marks(page).first()).toBeInViewport();
    const fetched: string[] = [];
    page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
    await ask(page, 'How often are laptops replaced?');
    await expect(answers(page)).toHaveCount(2);
    await sourceOne(page).first().click({ timeout: 20_000 });
    await expect.poll(async () => (await cited(page)).replace(/\s+/g, ' ')).toContain('36 months');
    await expect(marks(page).first()).toBeInViewport();
    // Another passage of the open file: it is neither fetched nor read once more.
    expect(fetched.filter((path) => path.endsWith('/original'))).toEqual([]);
    await page.goBack();
    await expect.poll(() => cited(page)).toContain('26 weeks');
    const own = page.getByRole('link', { name: 'Open the document on its own page' });
    return (await own.getAttribute('href')) ?? '';
  });

  await test.step('pages, zoom and text with the keyboard alone', async () => {
    await page.goto(href);
    await expect(marks(page).first()).toBeInViewport();
    await expectAccessible(page);
    const field = page.getByLabel('Page', { exact: true });
    await field.fill('2');
    await field.press('Enter');
    await expect(page.getByRole('region', { name: 'Page 2' })).toBeInViewport();
    await page.getByRole('button', { name: 'Larger' }).press('Enter');
    await expect(page.getByText('125%')).toBeVisible();
    await page.getByRole('button', { name: 'Text', exact: true }).press('Enter');
    await expect(marks(page).first()).toContainText('26 weeks');
    await page.setViewportSize({ width: 360, height: 800 });
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Pages', exact: true }).click();
    await expect(marks(page).first()).toBeInViewport();
    await expectAccessible(page);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step('a quote that the page does not have marks nothing', async () => {
    const other = await readFile(
      path.resolve('prisma/seed/library/halden-marine/Quay safety manual.pdf'),
    );
    await page.route('**/original', (route) => route.fulfill({ body: other }));
    await page.goto(href);
    await expect(page.getByText('cannot be located on this page')).toBeVisible();
    await expect(marks(page)).toHaveCount(0);
    await page.unroute('**/original');
  });

  await test.step('files that cannot be drawn leave their text, with the reason', async () => {
    for (const [file, reason] of [
      ['encrypted.pdf', 'protected by a password'],
      ['corrupt.pdf', 'The file is damaged'],
    ] as const) {
      const bytes = await readFile(path.join(BAD, file));
      await page.route('**/original', (route) => route.fulfill({ body: bytes }));
      await page.goto(href);
      await expect(page.getByText(reason)).toBeVisible();
      await expect(marks(page).first()).toContainText('26 weeks');
      await page.unroute('**/original');
    }
  });

  await test.step('a hostile page is words, and runs nothing', async () => {
    const html = `<title>Pay</title><h1>Pay rules</h1><p>The bonus is paid in the month of June.
      <img src=x onerror="window.ran=1"><svg onload="window.ran=2"></svg>
      <a href="javascript:window.ran=3">here</a></p><script>window.ran=4</script><iframe srcdoc="<script>top.ran=5</script>"></iframe>`;
    const id = await putDocument(page, slug, { name: 'pay.html', bytes: Buffer.from(html) });
    await askOf(page, slug, id, 'When is the bonus paid?');
    await expect(marks(page).first()).toContainText('June');
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
    expect(
      await page
        .getByRole('complementary', { name: 'Source' })
        .locator('img, svg[onload], iframe, a[href^=javascript]')
        .count(),
    ).toBe(0);
  });

  await test.step('nobody of another workspace opens the link', async () => {
    const stranger = await browser.newPage();
    await signInAs(stranger, 'Fernway Studio: owner');
    await stranger.goto(href);
    await expect(stranger.getByRole('heading', { name: 'Not found' })).toBeVisible();
    await stranger.close();
  });

  await test.step('a removed document is dated, and not said again', async () => {
    await askOf(page, slug, idOf('onboarding.md'), 'Who issues the build badge?');
    const conversation = page.url();
    await page.evaluate(
      (address) => fetch(address, { method: 'DELETE' }).then(({ ok }) => ok || Promise.reject(ok)),
      `/api/t/${slug}/documents/${idOf('onboarding.md')}`,
    );
    await page.goto(conversation.replace(/\?.*/, ''));
    await expect(
      answers(page)
        .last()
        .getByText(/^Removed on /),
    ).toBeVisible();
    await expect(
      answers(page)
        .last()
        .getByRole('button', { name: /^Source 1, removed on/ })
        .first(),
    ).toHaveAttribute('aria-disabled', 'true');
    await ask(page, 'Who issues the build badge?');
    await expect(answers(page).last()).toContainText('holds no document that can be searched');
  });
  await context.close();
  await owner.close();
});

test('a question is asked of a part of the library', async ({ page }) => {
  test.setTimeout(180_000);
  await signInAs(page, 'Halden Marine: owner');
  const chip = page.getByRole('button', { name: /^Asked of: / });

  await test.step('a folder, with the keyboard', async () => {
    await chip.press('Enter');
    await expect(page.getByLabel('Find folders and documents')).toBeFocused();
    await page.keyboard.type('Safe');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Safety', exact: true })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(chip).toHaveAccessibleName('Asked of: Safety. Change');
    await expect(page).toHaveURL(/scope=folder/);
    await page.reload();
    await expect(chip).toHaveAccessibleName('Asked of: Safety. Change');
  });

  await test.step('which the answer and the conversation keep', async () => {
    await ask(page, 'What is the speed limit on the quays?');
    await expect(answers(page).last()).toContainText('15 kilometres an hour');
    await expect(page.getByText('Asked of the folder “Safety”')).toBeVisible();
    await expect(page).toHaveURL(/\/c\//);
    await page.goto(page.url().replace(/\?.*/, ''));
    await expect(chip).toHaveAccessibleName('Asked of: Safety. Change');
    await expect(page.getByText('Asked of the folder “Safety”')).toBeVisible();
  });

  await test.step('chosen documents, and nothing outside of them', async () => {
    await chip.click();
    await page.getByLabel('Find folders and documents').fill('payroll');
    await page.getByLabel(/^Payroll calendar/).check();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(chip).toHaveAccessibleName(/^Asked of: Payroll calendar/);
    await ask(page, 'At which wind speed do ship-to-shore cranes stop working?');
    await expect(page.getByText(/^Asked of “Payroll calendar/)).toBeVisible();
    await expect(answers(page).last()).not.toContainText('20 metres a second');
  });

  await test.step('and everything again', async () => {
    await chip.click();
    await page.getByRole('button', { name: 'Everything that you may read' }).click();
    await ask(page, 'At which wind speed do ship-to-shore cranes stop working?');
    await expect(answers(page).last()).toContainText('20 metres a second');
  });
});
