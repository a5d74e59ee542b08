import { expect } from '@playwright/test';
import { checkPage } from '../support/check-page';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

const HOME = '/t/brightwell-clinics';
const WIDE = { width: 1280, height: 800 };

test('limits are moved at once, asked for, and the answer reaches the open page', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const admin = await (await browser.newContext({ viewport: WIDE })).newPage();
  const member = await (await browser.newContext({ viewport: WIDE })).newPage();
  const operator = await (await browser.newContext({ viewport: WIDE })).newPage();
  await signInAs(admin, 'Brightwell Clinics: admin');
  await signInAs(member, 'Brightwell Clinics: member');
  await signInAs(operator, 'platform operator');
  const own = admin.getByRole('form', { name: 'Limits you set' });

  await test.step('within the range, at once, with the price shown; beyond it, not', async () => {
    await admin.goto(`${HOME}/limits`);
    await expect(own.getByText(/A month costs at most/)).toBeVisible();
    await own.getByLabel('Requests a minute').fill('100000');
    await expect(own.getByText(/Your range ends at/)).toBeVisible();
    await own.getByLabel('Requests a minute').fill('1');
    await own.getByLabel('Reason').fill('A quiet week');
    await own.getByLabel('Reason').press('Enter');
    await expect(admin.getByText('Your limits are in force from the next')).toBeVisible();
    await expect(admin.getByText('A quiet week').first()).toBeVisible();
  });

  const question = member.getByRole('textbox', { name: 'Question', exact: true });
  await test.step('the meter says what is left; at the limit the draft stays', async () => {
    await member.goto(HOME);
    await question.fill('What do our documents say about visits?');
    await question.press('Enter');
    await expect(member.getByRole('button', { name: 'Copy answer' }).first()).toBeVisible();
    const meter = member.getByRole('button', { name: /Requests this minute: 0 left/ });
    await meter.focus();
    await member.keyboard.press('Enter');
    await expect(member.getByRole('heading', { name: 'What is left' })).toBeVisible();
    await expect(member.getByText(/Starts anew .*(Europe|America|Asia|UTC)/).first()).toBeVisible();
    await member.keyboard.press('Escape');
    await question.fill('And what about appointments?');
    await question.press('Enter');
    const notice = member.getByRole('status').filter({ hasText: 'Your question is kept' });
    await expect(notice).toBeVisible();
    await expect(notice).toContainText('Your workspace’s admins can ask for more');
    await expect(question).toHaveValue('And what about appointments?');
  });

  await test.step('an admin comes to the form with the limit filled in', async () => {
    await admin.goto(`${HOME}/limits?ask=requestsPerMinute#ask`);
    const ask = admin.getByRole('form', { name: 'Ask for more' });
    await expect(ask.getByLabel('Requests a minute')).toHaveValue('2');
    await expect(ask.getByLabel('Why')).toBeFocused();
    await ask.getByLabel('Requests a minute').fill('45');
    await admin.getByLabel('For how many days').fill('3');
    await ask.getByLabel('Why').fill('A launch is ahead');
    await ask.getByRole('button', { name: 'Send the request' }).click();
    await expect(admin.getByText('Waits for an answer')).toBeVisible();
    await checkPage(admin);
  });

  await test.step('an operator sees what it comes to, and grants something else, of which the member’s chat hears', async () => {
    await operator
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: 'Requests', exact: true })
      .click();
    await expect(operator.getByRole('heading', { name: 'Requests for limits' })).toBeVisible();
    await expect(operator.getByText('A launch is ahead').first()).toBeVisible();
    await expect(operator.getByRole('region', { name: /A month of Brightwell/ })).toContainText(
      'Wanted used up',
    );
    await checkPage(operator);
    await operator.getByRole('button', { name: /Decide on Brightwell/ }).click();
    await operator.getByLabel('Requests a minute').fill('30');
    await operator.getByLabel('Fee of the add-on (USD)').fill('2.50');
    await operator.getByLabel('Answer').fill('Thirty should do');
    // It is said for a few seconds only, and the admin's page is looked at beside it.
    const told = member.getByText('The workspace’s limits have changed.').waitFor();
    await operator.getByRole('button', { name: 'Grant' }).click();
    await Promise.all([
      expect(operator.getByText('Granted otherwise.', { exact: true })).toBeVisible(),
      told,
    ]);
  });

  await test.step('the open page of the admin hears of it, and both logs have it', async () => {
    await expect(admin.getByText('Thirty should do').first()).toBeVisible();
    await expect(admin.getByText('Granted otherwise').first()).toBeVisible();
    await expect(admin.getByText('By the platform').first()).toBeVisible();
    await admin.goto(`${HOME}/audit`);
    await expect(
      admin.getByRole('row').filter({ hasText: 'Request for limits answered' }).first(),
    ).toBeVisible();
    await operator.goto('/console/audit');
    await expect(
      operator.getByRole('row').filter({ hasText: 'quota.decide' }).first(),
    ).toBeVisible();
  });

  await test.step('what was agreed is more than was granted, and in force again', async () => {
    await admin.goto(`${HOME}/limits`);
    await expect(own.getByLabel('Requests a minute')).toHaveValue('');
    await expect(own.getByText(/^In force: 60 requests/)).toBeVisible();
  });
});

test('a plan is compared, raised at once, lowered with the next month and that undone', async ({
  page,
}) => {
  const studio = '/t/fernway-studio';
  await signInAs(page, 'Fernway Studio: owner');
  await page.goto(`${studio}/plan`);
  const current = page.getByRole('columnheader').filter({ hasText: 'Yours' });
  await expect(current).toHaveText(/Free/);
  await checkPage(page);

  await test.step('up: at once, at the price that was shown', async () => {
    await page.getByRole('button', { name: 'Upgrade to Starter' }).click();
    const dialog = page.getByRole('dialog', { name: 'Upgrade to Starter' });
    await expect(dialog.getByText(/days on Starter/)).toBeVisible();
    const fee = await dialog.locator('dd').first().locator('span').first().textContent();
    await dialog.getByLabel('Reason').fill('We have grown');
    await dialog.getByLabel('Reason').press('Enter');
    await expect(current).toHaveText(/Starter/);
    await page.goto(`${studio}/usage/statement`);
    await expect(page.getByText('Fees', { exact: true }).locator('..')).toContainText(fee ?? '?');
  });

  await test.step('down: from the next month on, and back again before', async () => {
    await page.goto(`${studio}/plan`);
    await page.getByRole('button', { name: 'Downgrade to Free' }).click();
    const dialog = page.getByRole('dialog', { name: 'Downgrade to Free' });
    await expect(dialog.getByText(/until then you can undo it/)).toBeVisible();
    await expect(dialog.getByText('(as before)')).toBeVisible();
    await dialog.getByLabel('Reason').fill('We need less');
    await dialog.getByRole('button', { name: 'Downgrade then' }).click();
    await expect(page.getByText(/Asked for by/)).toContainText('We need less');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('You stay on Starter.')).toBeVisible();
    await expect(page.getByText('Undone', { exact: true })).toBeVisible();
  });

  await test.step('what the workspace is kept apart by, and what it will cost', async () => {
    await page.getByRole('link', { name: 'Isolation' }).click();
    await expect(page.getByRole('heading', { name: 'Your keys' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'They cannot see' })).toBeVisible();
    await checkPage(page);
    await page.goto(`${studio}/usage?by=key`);
    await expect(page.getByText('Usage so far')).toBeVisible();
    await checkPage(page);
  });
});
