import { expect, type Page } from '@playwright/test';
import { verifyWebhook } from '@/lib/notify/webhook-signature';
import { checkPage } from '../support/check-page';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';
import { type Heard, type LoopbackServer, startLoopbackServer } from '../support/loopback-server';
import { newWorkspace } from '../support/new-workspace';

let outside: LoopbackServer;
test.beforeAll(async () => {
  outside = await startLoopbackServer({ '/hook': 204, '/down': 500 });
});
test.afterAll(() => outside.stop());

const at = (path: string) => outside.heard.filter((each) => each.path === path);
const types = (path: string) => at(path).map(({ body }) => JSON.parse(body).type);
const holds = (secret: string, { headers, body }: Heard) =>
  verifyWebhook(secret, headers, body, new Date());

/** Adds a webhook that gets everything; its secret, shown once. */
async function addWebhook(owner: Page, path: string): Promise<string> {
  await owner.getByRole('button', { name: 'Add a webhook' }).click();
  const dialog = owner.getByRole('dialog');
  await dialog.getByLabel('URL').fill('not an address');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog.getByText('Give an address that begins with https://.')).toBeVisible();
  await dialog.getByLabel('URL').fill(outside.url + path);
  await dialog.getByLabel('URL').press('Enter');
  const secret = await dialog.getByRole('textbox', { name: 'Secret' }).inputValue();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(
    owner.getByRole('button', { name: `Send a test to ${outside.url}${path}` }),
  ).toBeVisible();
  await expect(owner.getByText(secret)).toHaveCount(0);
  return secret;
}

test('a workspace tells its programs what happens, signed, and shows what came of it', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const operator = await (await browser.newContext()).newPage();
  await signInAs(operator, 'platform operator');
  const { workspace, owner } = await newWorkspace(operator, browser, 'Sundby Optics');
  const deliveries = owner.locator('#deliveries');
  let secret = '';

  await test.step('a webhook is added, and a test arrives that its secret verifies', async () => {
    await owner.getByRole('link', { name: 'Notifications' }).click();
    await expect(owner.getByText('This installation sends no e-mail')).toBeVisible();
    await expect(owner.getByText('No webhook yet')).toBeVisible();
    secret = await addWebhook(owner, '/hook');
    await owner.getByRole('button', { name: /^Send a test/ }).click();
    await expect.poll(() => types('/hook')).toEqual(['webhook.test']);
    const [heard] = at('/hook');
    expect(heard && holds(secret, heard)).toBe(true);
    await expect(async () => {
      await owner.reload();
      await expect(deliveries.getByText('Delivered')).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(deliveries).toContainText('1 try · status 204');
  });

  await test.step('what happens is told, as ids with a link and without names', async () => {
    await owner.getByRole('link', { name: 'API keys' }).click();
    await owner.getByRole('button', { name: 'Create key' }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Very private name');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    await owner.getByRole('button', { name: 'Done' }).click();
    await expect.poll(() => types('/hook')).toContain('key.created');
    const heard = at('/hook').at(-1);
    expect(heard && holds(secret, heard)).toBe(true);
    expect(heard?.body).not.toContain('private');
    expect(JSON.parse(heard?.body ?? '{}')).toMatchObject({
      tenant: { slug: workspace.slug },
      link: expect.stringContaining(`/t/${workspace.slug}/keys`),
    });
  });

  await test.step('a kind is turned off for the webhook, and is heard no more', async () => {
    await owner.getByRole('link', { name: 'Notifications' }).click();
    await owner.getByRole('button', { name: 'Change who is told: New API keys' }).click();
    const dialog = owner.getByRole('dialog', { name: 'New API keys' });
    await dialog.getByLabel(outside.url).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    const row = owner.getByRole('listitem').filter({ hasText: 'created or rotated an API key' });
    await expect(row.first()).toContainText('Told: owner and admins by e-mail');
    await expect(row.first()).not.toContainText('1 webhook');
  });

  await test.step('a receiver that is down is tried again later; the other is not held up', async () => {
    await addWebhook(owner, '/down');
    await owner.getByRole('button', { name: /Send a test to .*\/down/ }).click();
    await expect.poll(() => at('/down').length).toBeGreaterThan(0);
    await expect(async () => {
      await owner.reload();
      await expect(deliveries.getByText('Waiting')).toBeVisible({ timeout: 1_000 });
      await expect(deliveries).toContainText('status 500', { timeout: 1_000 });
      await expect(owner.getByText(/Failing since/)).toBeVisible({ timeout: 1_000 });
    }).toPass();
    const before = at('/hook').length;
    // Not within ten seconds of the last try.
    await expect(async () => {
      await deliveries.getByRole('button', { name: 'Send again: New API keys' }).click();
      const sent = owner.getByText('It is on its way again, with the same id.');
      await expect(sent).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect.poll(() => at('/hook').length).toBe(before + 1);
    const [first, again] = at('/hook').filter(({ body }) => body.includes('key.created'));
    expect(again?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
  });

  await test.step('a secret is replaced: for a while both verify', async () => {
    await owner.getByRole('button', { name: /Rotate the secret of .*\/hook/ }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Rotate', exact: true }).click();
    const next = await dialog.getByRole('textbox', { name: 'Secret' }).inputValue();
    await owner.keyboard.press('Escape');
    const before = at('/hook').length;
    await owner.getByRole('button', { name: /Send a test to .*\/hook/ }).click();
    await expect.poll(() => at('/hook').length).toBe(before + 1);
    const heard = at('/hook').at(-1);
    expect([secret, next].map((each) => heard && holds(each, heard))).toEqual([true, true]);
    await expect(owner.getByText('former secret signs until')).toBeVisible();
  });

  await test.step('the page holds at every width, and a webhook is removed', async () => {
    await checkPage(owner);
    await owner.getByRole('button', { name: /Remove .*\/down/ }).click();
    await owner.getByRole('button', { name: 'Remove webhook' }).click();
    await expect(owner.getByRole('button', { name: /Remove .*\/down/ })).toHaveCount(0);
    await owner.getByRole('link', { name: 'Audit log' }).click();
    await expect(
      owner.getByRole('row').filter({ hasText: 'Webhook removed' }).first(),
    ).toBeVisible();
  });
});

test('a member chooses the own e-mails and sees nothing of the workspace’s webhooks', async ({
  page,
}) => {
  await signInAs(page, 'Brightwell Clinics: member');
  await page.goto('/t/brightwell-clinics/notifications');
  const budgets = page.getByRole('switch', { name: 'Budget thresholds' });
  await expect(budgets).toBeChecked();
  await budgets.focus();
  const saved = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.keyboard.press('Space');
  await saved;
  await page.reload();
  await expect(budgets).not.toBeChecked();
  await expect(page.getByText('Webhooks', { exact: true })).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Deliveries' })).toHaveCount(0);
  await checkPage(page);
});
