import { expect, type Page } from '@playwright/test';
import { ask } from '../support/ask';
import { signInAs } from '../support/demo-sign-in';
import { findViolations, WCAG } from '../support/find-violations';
import { test } from '../support/journey';

const LONG =
  'What is the speed limit on the quays, and what applies to cranes, helmets and jackets?';
const answers = (page: Page) => page.getByRole('article', { name: 'Answer' });
const words = (page: Page) => answers(page).last().locator('.answer-text');
const stop = (page: Page) => page.getByRole('button', { name: 'Stop the answer' });

/** Asks, and returns once the first words are there and the conversation has its address. */
async function begin(page: Page, question = LONG): Promise<void> {
  const before = await answers(page).count();
  await ask(page, question);
  await expect(answers(page)).toHaveCount(before + 1);
  await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}/);
  await expect(words(page)).not.toBeEmpty();
}

/** The whole last answer, once it is there. */
async function whole(page: Page): Promise<string> {
  await expect(page.getByRole('button', { name: 'Copy answer' }).last()).toBeVisible();
  await expect(stop(page)).toBeHidden();
  return (await words(page).textContent()) ?? '';
}

test('an answer goes on after a reload and in a second tab', async ({ page, context }) => {
  await signInAs(page, 'Halden Marine: member');
  const followed: string[] = [];
  page.on('request', (request) => {
    if (/\/answers\/[0-9a-f-]{36}\?after=0$/.test(request.url())) followed.push(request.method());
  });
  await expect(async () => {
    await page.goto('/t/halden-marine');
    await begin(page);
    await page.reload();
    await expect(stop(page)).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 45_000 });
  expect(followed).toContain('GET');
  const second = await context.newPage();
  await second.goto(page.url());
  const [one, two] = [await whole(page), await whole(second)];
  expect(two).toBe(one);
  await expect(answers(page)).toHaveCount(1);
  await page.reload();
  expect(await whole(page)).toBe(one);
  await second.close();
});

/** Breaks the stream of the next answer behind its first words, and every other try until `back` is set. */
async function breakConnection(page: Page): Promise<void> {
  await page.evaluate(() => {
    const network = Object.assign(window, { back: false });
    const real = window.fetch.bind(window);
    const breaking = () =>
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          controller.enqueue(chunk);
          const text = new TextDecoder().decode(chunk);
          if (text.includes('"type":"text"')) controller.error(new TypeError('network error'));
        },
      });
    window.fetch = async (input, init) => {
      const isAnswer = String(input).includes('/answers');
      if (!isAnswer || network.back) return real(input, init);
      if (init?.method !== 'POST') throw new TypeError('network error');
      const response = await real(input, init);
      return new Response(response.body?.pipeThrough(breaking()), response);
    };
  });
}

test('an answer goes on when the connection comes back', async ({ page }) => {
  await signInAs(page, 'Halden Marine: member');
  await breakConnection(page);
  await ask(page, LONG);
  await expect(answers(page).last()).toContainText('The connection was lost');
  await page.evaluate(() => Object.assign(window, { back: true }));
  const text = await whole(page);
  await expect(answers(page).last()).not.toContainText('The connection was lost');
  await expect(answers(page)).toHaveCount(1);
  await page.reload();
  expect(await whole(page)).toBe(text);
});

test('by keyboard: stop, answer once more, ask in other words, walk the branches', async ({
  page,
}) => {
  await signInAs(page, 'Halden Marine: member');
  await test.step('Escape stops, and what was billed is said', async () => {
    await expect(async () => {
      await page.goto('/t/halden-marine');
      await begin(page);
      await page.keyboard.press('Escape');
      await expect(answers(page).last()).toContainText(
        /Stopped\. This is what had come\. Billed: [\d,]+ tokens \([\d,]+ of the answer\), \$0\.\d+/,
        { timeout: 5_000 },
      );
    }).toPass({ timeout: 45_000 });
    await page.reload();
    await expect(answers(page).last()).toContainText(/Stopped\. .* Billed: [\d,]+ tokens/);
  });

  const versions = page.getByRole('group', { name: 'Versions of this answer' });
  await test.step('a second answer beside the first', async () => {
    const partial = (await words(page).textContent()) ?? '';
    await page.getByRole('button', { name: 'Answer once more' }).press('Enter');
    await expect(stop(page)).toBeVisible();
    const full = await whole(page);
    expect(full.length).toBeGreaterThan(partial.length);
    await expect(versions).toContainText('2 of 2');
    await versions.getByRole('button', { name: 'Previous answer' }).press('Enter');
    await expect(versions).toContainText('1 of 2');
    await expect(words(page)).toHaveText(partial);
    await expect(page).toHaveURL(/at=[0-9a-f-]{36}/);
    await page.reload();
    await expect(versions).toContainText('1 of 2');
    await versions.getByRole('button', { name: 'Next answer' }).press('Enter');
    await expect(versions).toContainText('2 of 2');
  });

  const wordings = page.getByRole('group', { name: 'Versions of this wording' });
  await test.step('the question in other words', async () => {
    await page.getByRole('button', { name: 'Ask it in other words' }).press('Enter');
    const field = page.getByLabel('What you ask instead');
    await expect(field).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Ask it in other words' })).toBeFocused();
    await page.keyboard.press('Enter');
    await field.fill('Who approves work on the cranes?');
    await page.keyboard.press('Enter');
    await expect(stop(page)).toBeVisible();
    await whole(page);
    await expect(wordings).toContainText('2 of 2');
    await expect(page.getByText('Who approves work on the cranes?').first()).toBeVisible();
    await wordings.getByRole('button', { name: 'Previous wording' }).press('Enter');
    await expect(wordings).toContainText('1 of 2');
    await expect(versions).toContainText(/of 2/);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    await test.step(`nothing is wrong for axe at 360 pixels, ${colorScheme}`, async () => {
      await page.setViewportSize({ width: 360, height: 800 });
      await page.emulateMedia({ colorScheme });
      expect(await findViolations(page, (axe) => axe.withTags(WCAG))).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    });
  }
});

test('an answer is announced sentence by sentence', async ({ page }) => {
  await signInAs(page, 'Halden Marine: member');
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver((changes) => {
      for (const { addedNodes, target } of changes)
        if (target instanceof Element && target.closest('[role=log]'))
          said.push(...[...addedNodes].map((node) => node.textContent ?? ''));
    }).observe(document.body, { subtree: true, childList: true });
  });
  await begin(page);
  await whole(page);
  const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
  expect(said.length).toBeGreaterThan(0);
  for (const sentence of said) expect(sentence).toMatch(/[.!?…:"”’)]$/);
  expect(new Set(said).size).toBe(said.length);
});

test('a session that ends in mid-answer loses nothing', async ({ page, context }) => {
  await signInAs(page, 'Halden Marine: member');
  await expect(async () => {
    await page.goto('/t/halden-marine');
    if (!new URL(page.url()).pathname.startsWith('/t/'))
      await signInAs(page, 'Halden Marine: member');
    // One press away, since the answer is short.
    const other = await context.newPage();
    await other.goto('/sign-out');
    await begin(page);
    await page.getByLabel('Question').fill('And at night?');
    await other.getByRole('button', { name: 'Sign out' }).click();
    await expect(other).toHaveURL(/sign-in/);
    await other.close();
    await expect(page.getByText('Your session has ended.')).toBeVisible({ timeout: 8_000 });
  }).toPass({ timeout: 60_000 });
  const place = new URL(page.url()).pathname;
  await expect(page.getByLabel('Question')).toHaveValue('And at night?');
  await page.getByRole('link', { name: 'Sign in again' }).click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await signInAs(page, 'Halden Marine: member');
  await page.goto(place);
  await expect(page.getByLabel('Question')).toHaveValue('And at night?');
  await expect(answers(page).last()).toContainText('Stopped.');
  await page.getByRole('button', { name: 'Answer once more' }).click();
  await whole(page);
  await ask(page, 'And at night?');
  await expect(answers(page)).toHaveCount(2);
});
