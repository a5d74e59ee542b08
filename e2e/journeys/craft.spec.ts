import { expect, type Page } from '@playwright/test';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';
import { openPalette } from '../support/open-palette';
import { withoutTable } from '../support/take-table-away';

const HOME = '/t/halden-marine';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search or go to' });
const scripts = (page: Page) =>
  page.evaluate(
    () =>
      performance.getEntriesByType('resource').filter(({ name }) => /\.js(\?|$)/.test(name)).length,
  );

test('the palette leads by a few letters to pages, documents and conversations', async ({
  page,
}) => {
  await signInAs(page, 'Halden Marine: admin');
  await expect(page.getByRole('textbox', { name: 'Question', exact: true })).toBeVisible();
  await page.waitForLoadState('networkidle');
  const before = await scripts(page);
  await openPalette(page);
  // What the palette is made of comes with it, not with the chat.
  expect(await scripts(page)).toBeGreaterThan(before);
  await page.keyboard.type('usa');
  await expect(palette(page).getByRole('option', { name: /^Usage/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Usage' })).toBeVisible();
  await expect(page.locator('#main')).toBeFocused();

  await test.step('a document by its name', async () => {
    await openPalette(page);
    await page.keyboard.type('quay saf');
    const option = palette(page).getByRole('option', { name: 'Quay safety manual.pdf' });
    await expect(option).toBeVisible();
    await expect(palette(page).getByRole('status')).toContainText('1 document found');
    // Conversations with one of the words stand above it.
    for (let step = 0; step < 6; step += 1) {
      if ((await option.getAttribute('aria-selected')) === 'true') break;
      await page.keyboard.press('ArrowDown');
    }
    await expect(option).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(
      page.getByRole('heading', { level: 1, name: 'Quay safety manual.pdf' }),
    ).toBeVisible();
  });

  await test.step('a new question and uploads begin where they are written', async () => {
    await openPalette(page);
    await page.keyboard.type('new question');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('textbox', { name: 'Question', exact: true })).toBeFocused();
    await openPalette(page);
    await page.keyboard.type('upload');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Choose files' }).first()).toBeFocused();
  });

  await test.step('nothing found says so, and Escape leads back', async () => {
    await page.getByLabel('Search by name').focus();
    await openPalette(page);
    await page.keyboard.type('zzzz');
    await expect(palette(page).getByText('Nothing has these words.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(palette(page)).toHaveCount(0);
    await expect(page.getByLabel('Search by name')).toBeFocused();
  });

  await test.step('the theme', async () => {
    await openPalette(page);
    await page.keyboard.type('dark');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveClass(/dark/);
  });
});

test('a list of all keys, and single ones can be switched off', async ({ page }) => {
  await signInAs(page, 'Halden Marine: member');
  await page.goto(`${HOME}/documents`);
  await expect(page.getByLabel('Search by name')).toBeVisible();
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await page.getByLabel('Search by name').focus();
  await page.keyboard.type('?');
  await expect(sheet).toHaveCount(0);
  await page.getByLabel('Search by name').fill('');
  await page.locator('#main').focus();
  await page.keyboard.press('?');
  await expect(sheet.getByText('Walk through the rows')).toBeVisible();
  await sheet.getByRole('switch', { name: /single key/ }).press('Space');
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await page.locator('#main').focus();
  await page.keyboard.press('?');
  await page.keyboard.press('/');
  await expect(sheet).toHaveCount(0);
  await expect(page.getByLabel('Search by name')).not.toBeFocused();
  await openPalette(page);
  await page.keyboard.type('shortcuts');
  await page.keyboard.press('Enter');
  await expect(sheet).toBeVisible();
});

test('the console has a palette of its own pages', async ({ page }) => {
  await signInAs(page, 'platform operator');
  await openPalette(page);
  await page.keyboard.type('ledger');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Ledger' })).toBeVisible();
});

test('names change in sight, and what is deleted can be had back for a while', async ({ page }) => {
  await signInAs(page, 'Halden Marine: admin');
  await page.goto(`${HOME}/documents/folders`);
  const folder = `Drydock ${Date.now()}`;
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByLabel('Name', { exact: true }).fill(folder);
  await page.keyboard.press('Enter');
  const link = page.getByRole('link', { name: folder, exact: true });
  await expect(link).toBeVisible();

  await test.step('renamed, and back', async () => {
    await page.getByRole('button', { name: `Rename ${folder}` }).click();
    await page.getByLabel('Name', { exact: true }).fill(`${folder} B`);
    await page.keyboard.press('Enter');
    await expect(page.getByText(`The folder is now “${folder} B”`)).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText(`The folder is now “${folder}”`)).toBeVisible();
    await expect(link).toBeVisible();
  });

  await test.step('deleted, and back', async () => {
    await page.getByRole('button', { name: `Delete ${folder}` }).click();
    await expect(link).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await expect(link).toBeVisible();
    await page.reload();
    await expect(link).toBeVisible();
  });

  await test.step('deleted for good', async () => {
    await page.getByRole('button', { name: `Delete ${folder}` }).click();
    await expect(page.getByText(`The folder ${folder} is deleted`).last()).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(link).toHaveCount(0);
  });

  await test.step('a name that is taken goes back to what it was', async () => {
    await page.getByRole('button', { name: 'New tag' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Hull');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'New tag' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Deck');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Rename Deck' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Hull');
    await page.keyboard.press('Enter');
    await expect(page.getByText('The tag keeps its name')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Deck', exact: true })).toBeVisible();
    for (const tag of ['Hull', 'Deck']) {
      await page.getByRole('button', { name: `Delete ${tag}` }).click();
      await expect(page.getByRole('link', { name: tag, exact: true })).toHaveCount(0);
    }
  });
});

test('a conversation that is deleted can be had back until the page is left', async ({ page }) => {
  await signInAs(page, 'Halden Marine: owner');
  await page.goto(HOME);
  const list = page.getByRole('navigation', { name: 'Conversations' });
  const title = String(await list.getByRole('link').last().textContent());
  const items = list.getByRole('link', { name: title, exact: true });
  const before = await items.count();
  const remove = async () => {
    await list
      .getByRole('button', { name: `Options of ${title}` })
      .last()
      .click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await expect(items).toHaveCount(before - 1);
  };
  await remove();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(items).toHaveCount(before);
  await page.reload();
  await expect(items).toHaveCount(before);

  await remove();
  // As when a tab is left.
  const deleted = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await deleted;
  await page.reload();
  await expect(list.getByRole('link').first()).toBeVisible();
  await expect(items).toHaveCount(before - 1);
});

test('a page that fails shows the id of its request, which can be copied, and tries again', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInAs(page, 'Halden Marine: owner');
  const failure = page.getByRole('heading', { name: 'Something went wrong on our side' });
  await withoutTable('persona', async () => {
    const response = await page.goto(`${HOME}/assistant`);
    await expect(failure).toBeVisible();
    const id = /request;desc="([0-9a-f-]{36})"/.exec(
      response?.headers()['server-timing'] ?? '',
    )?.[1];
    expect(id).toBeTruthy();
    await expect(page.getByText(String(id))).toBeVisible();
    await page.getByRole('button', { name: 'Copy request id' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(id);

    // Reached by a link, it is the request of that part of the page.
    await page.getByRole('link', { name: 'Limits', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Limits' })).toBeVisible();
    await page.getByRole('link', { name: 'Assistant', exact: true }).click();
    await expect(failure).toBeVisible();
    await expect(page.getByText(/^[0-9a-f]{8}-[0-9a-f-]{27}$/)).not.toHaveText(String(id));
  });
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Assistant' })).toBeVisible();
});

test('the first paint is in the reader’s theme, whatever scripts come when', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await signInAs(page, 'Halden Marine: member');
  await page.evaluate(() => localStorage.setItem('theme', 'dark'));
  // What is loaded apart from the page never comes: only what is in it can decide.
  await page.route('**/_next/static/**/*.js', (route) => route.abort());
  await page.goto(`${HOME}/documents`, { waitUntil: 'commit' });
  await expect(page.locator('html')).toHaveClass(/dark/);
  const painted = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(painted).toBe('rgb(10, 15, 15)');
});

test('nothing moves while a page comes, and nothing moves at all for who asked so', async ({
  page,
}) => {
  await signInAs(page, 'Halden Marine: owner');
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const path of ['', '/documents', '/usage', '/people', '/limits']) {
      await page.goto(`${HOME}${path}`);
      await page.waitForLoadState('networkidle');
      const shift = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries())
                sum += (entry as PerformanceEntry & { value: number }).value;
            }).observe({ type: 'layout-shift', buffered: true });
            requestAnimationFrame(() => setTimeout(() => resolve(sum)));
          }),
      );
      expect.soft(shift, `${path} at ${width}`).toBeLessThan(0.05);
    }
  }
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('button', { name: 'Open menu' }).click();
  await expect(page.getByRole('dialog', { name: 'Menu' })).toBeVisible();
  const moving = await page.evaluate(() =>
    document.getAnimations().filter((each) => Number(each.effect?.getTiming().duration) > 1),
  );
  expect(moving).toEqual([]);
});
