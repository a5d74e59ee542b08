import { expect, type Page } from '@playwright/test';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

const HOME = '/t/brightwell-clinics';
const FORM = /^ten_[a-z]+_[0-9A-Za-z]{22}_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}$/;

/** Whether a program with the key is let in: the status of a call of a model. */
async function call(page: Page, key: string): Promise<number> {
  const answer = await page.request.post('/v1/messages', {
    headers: { 'x-api-key': key, 'anthropic-version': '2023-06-01' },
    data: {
      model: 'claude-haiku-5-5',
      max_tokens: 32,
      messages: [{ role: 'user', content: 'Hello' }],
    },
  });
  return answer.status();
}

/** What the dialog shows this once. */
async function takeKey(page: Page): Promise<string> {
  const field = page.getByRole('textbox', { name: 'API key' });
  await expect(field).toHaveValue(FORM);
  const text = await field.inputValue();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(field).toHaveCount(0);
  return text;
}

test('an admin creates a key, a program uses it, and it is rotated and revoked', async ({
  browser,
}) => {
  const admin = await (await browser.newContext()).newPage();
  await signInAs(admin, 'Brightwell Clinics: admin');
  const keys = admin.getByRole('list', { name: 'API keys' });
  const row = (state: string) =>
    keys.getByRole('listitem').filter({ hasText: 'Night import' }).filter({ hasText: state });
  let first = '';
  let second = '';

  await test.step('a key needs a name, and is shown once', async () => {
    await admin.getByRole('link', { name: 'API keys' }).click();
    await expect(admin.getByText('No keys yet')).toBeVisible();
    await admin.getByRole('button', { name: 'Create key' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    await expect(dialog.getByText('Give the key a name.')).toBeVisible();
    await dialog.getByLabel('Name').fill('Night import');
    await dialog.getByText('Limits and addresses').click();
    await dialog.getByLabel('Requests a minute').fill('500');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    first = await takeKey(admin);
    await expect(row('Active')).toContainText('500 requests a minute');
    await expect(row('Active')).toContainText('Never used');
    await admin.reload();
    await expect(row('Active')).toBeVisible();
    expect(await admin.content()).not.toContain(first);
  });

  await test.step('a program uses it, which the page tells', async () => {
    // The model of a product that just began may not be ready yet.
    await expect.poll(() => call(admin, first)).toBe(200);
    expect(await call(admin, `${first.slice(0, -1)}${first.endsWith('0') ? '1' : '0'}`)).toBe(401);
    await admin.reload();
    await expect(row('Active')).toContainText('Last used');
  });

  await test.step('its successor works beside it', async () => {
    await admin.getByRole('button', { name: 'Rotate Night import' }).click();
    await admin.getByRole('dialog').getByRole('button', { name: 'Rotate key' }).click();
    second = await takeKey(admin);
    expect(second).not.toBe(first);
    await expect(row('Replaced')).toHaveCount(1);
    expect(await call(admin, first)).toBe(200);
    expect(await call(admin, second)).toBe(200);
  });

  await test.step('revoked, it is refused, and the other goes on', async () => {
    await row('Replaced').getByRole('button', { name: 'Revoke Night import' }).click();
    await admin.getByRole('button', { name: 'Revoke key' }).click();
    await expect(row('Revoked')).toHaveCount(1);
    await expect.poll(() => call(admin, first)).toBe(401);
    expect(await call(admin, second)).toBe(200);
  });

  await test.step('the audit log has each of it, with the key’s name', async () => {
    await admin.goto(`${HOME}/audit`);
    for (const action of ['API key created', 'API key rotated', 'API key revoked'])
      await expect(
        admin.getByRole('row').filter({ hasText: action }).filter({ hasText: 'Night import' }),
      ).toBeVisible();
  });

  await test.step('members have no such page', async () => {
    const member = await (await browser.newContext()).newPage();
    await signInAs(member, 'Brightwell Clinics: member');
    await expect(member.getByRole('link', { name: 'API keys' })).toHaveCount(0);
    expect((await member.goto(`${HOME}/keys`))?.status()).toBe(404);
  });
});
