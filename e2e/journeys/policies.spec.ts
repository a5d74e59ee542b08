import { expect, test } from '@playwright/test';
import { ask } from '../support/ask';
import { checkPage } from '../support/check-page';
import { signInAs } from '../support/demo-sign-in';
import { newWorkspace } from '../support/new-workspace';

const WIDE = { width: 1280, height: 800 };

test('a quota is changed, previewed, approved by a second operator and rolled back, and the meter moves within a second', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const operator = await (await browser.newContext({ viewport: WIDE })).newPage();
  const second = await (await browser.newContext({ viewport: WIDE })).newPage();
  await signInAs(operator, 'platform operator');
  await signInAs(second, 'second platform operator');
  const { owner: member } = await newWorkspace(operator, browser, 'Larch Trading');
  const tenantPage = operator.url();
  await ask(member, 'What do the documents say?');
  await expect(member.getByRole('button', { name: 'Why this answer' })).toBeVisible();
  await member.getByRole('button', { name: /left/ }).first().click();
  await expect(member.getByRole('heading', { name: 'What is left' })).toBeVisible();
  /** The meter's own words, with its list open. */
  const meterSays = (words: RegExp, timeout: number) =>
    expect(member.getByRole('dialog')).toContainText(words, { timeout });
  await meterSays(/of 30\b/, 10_000);

  const policy = await test.step('a change is previewed on the ledger', async () => {
    await operator.getByRole('link', { name: 'Edit quota' }).click();
    await operator.getByLabel('Requests a minute').fill('1');
    const url = operator.url();
    await operator.getByRole('button', { name: 'Preview on the last 30 days' }).click();
    await expect(
      operator.getByText(/With this, .* requests would have been refused/),
    ).toBeVisible();
    await checkPage(operator);
    return url;
  });

  await test.step('a manifest fills the form, and says where it is wrong', async () => {
    const manifest = operator.getByLabel('Manifest', { exact: true });
    await manifest.fill('requestsPerMinute: 25\nweight: heavy\n');
    await operator.getByRole('button', { name: 'Fill the form with it' }).click();
    await expect(operator.getByText('Line 2, column 9, weight: Give a number.')).toBeVisible();
    await manifest.fill('requestsPerMinute: 25\n');
    await operator.getByRole('button', { name: 'Fill the form with it' }).click();
    await expect(operator.getByLabel('Requests a minute')).toHaveValue('25');
  });

  await test.step('within the bounds it is in force, and the open meter has it within a second', async () => {
    await operator.getByLabel('Reason').fill('Agreed for the spring');
    await operator.getByRole('button', { name: /Save version/ }).click();
    await expect(operator.getByText(/is in force from the next request on/)).toBeVisible();
    await meterSays(/of 25\b/, 1_000);
  });

  await test.step('beyond the bounds it waits for another operator', async () => {
    await operator.goto(policy);
    // Again, should the page not listen yet.
    await expect(async () => {
      await operator.getByLabel('Requests a minute').fill('900');
      await expect(operator.getByRole('button', { name: /Save version/ })).toBeEnabled();
      await expect(operator.getByLabel('Requests a minute')).toHaveValue('900');
    }).toPass();
    await operator.getByLabel('Reason').fill('A campaign');
    await operator.getByRole('button', { name: /Save version/ }).click();
    await expect(operator.getByText(/Another operator has to approve it/)).toBeVisible();
    await operator.getByRole('link', { name: 'Policies', exact: true }).click();
    const open = operator.getByRole('region', { name: 'Open' });
    await expect(open.getByText('A campaign')).toBeVisible();
    await expect(open.getByRole('button', { name: 'Approve' })).toHaveCount(0);
    await checkPage(operator);
  });

  await test.step('who approves it, with a reason', async () => {
    await second.goto('/console/policies');
    await second.getByRole('button', { name: 'Approve', exact: true }).click();
    await second.getByLabel('Reason').fill('Looked at the contract');
    await second.getByRole('button', { name: 'Approve it' }).click();
    await expect(second.getByText('It was approved.')).toBeVisible();
    await meterSays(/of 900\b/, 1_000);
  });

  await test.step('one click brings the earlier version back', async () => {
    await operator.goto(tenantPage);
    await operator.getByRole('button', { name: 'Roll back to version 1', exact: true }).click();
    await operator.getByLabel('Reason').fill('The campaign is over');
    await operator.getByRole('button', { name: 'Roll back', exact: true }).click();
    await expect(operator.getByText(/was put forward again/)).toBeVisible();
    await meterSays(/of 30\b/, 1_000);
  });
});
