import { expect } from '@playwright/test';
import { ask } from '../support/ask';
import { checkPage } from '../support/check-page';
import { signInAs } from '../support/demo-sign-in';
import { giveReason } from '../support/give-reason';
import { test } from '../support/journey';
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
  /** How long the meter, with its list open, took to say it. On a busy machine one may be late, but not each. */
  const delays: number[] = [];
  const meterSays = async (words: RegExp) => {
    const from = performance.now();
    await expect(member.getByRole('dialog')).toContainText(words, { timeout: 10_000 });
    delays.push(performance.now() - from);
  };
  await expect(member.getByRole('dialog')).toContainText(/of 30\b/);

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
    await meterSays(/of 25\b/);
  });

  await test.step('beyond the bounds it waits for another operator', async () => {
    await operator.goto(policy);
    await operator.getByLabel('Requests a minute').fill('900');
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
    await meterSays(/of 900\b/);
  });

  await test.step('one click brings the earlier version back', async () => {
    await operator.goto(tenantPage);
    await operator.getByRole('button', { name: 'Roll back to version 1', exact: true }).click();
    await operator.getByLabel('Reason').fill('The campaign is over');
    await operator.getByRole('button', { name: 'Roll back', exact: true }).click();
    await expect(operator.getByText(/was put forward again/)).toBeVisible();
    await meterSays(/of 30\b/);
  });
  expect(Math.min(...delays)).toBeLessThan(1_000);
});

test('a plan is compared, previewed, changed and rolled back, and a group is changed the same way', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const operator = await (await browser.newContext({ viewport: WIDE })).newPage();
  await signInAs(operator, 'platform operator');
  const name = `Rowan ${Date.now().toString(36)}`;
  await newWorkspace(operator, browser, name);
  await operator.goto('/console/policies');
  const dialog = operator.getByRole('dialog');
  const changes = dialog.getByRole('region', { name: 'What changes' });
  const manifest = dialog.getByLabel('What changes, as a manifest');
  const plans = operator.getByRole('region', { name: 'Plans' });
  const stands = (version: number) =>
    expect(operator.getByText(`Professional, version ${version}`, { exact: true })).toBeVisible();
  const now = await operator.getByText(/^Professional, version \d+$/).textContent();
  const before = Number(now?.match(/\d+/)?.[0]);

  await test.step('what would be different is shown before anything is proposed', async () => {
    await operator.getByRole('button', { name: 'Edit the Professional plan' }).click();
    await manifest.fill('conversationDays: soon\n');
    await dialog.getByRole('button', { name: 'Show what changes' }).click();
    await expect(dialog.getByText(/Line 1, column 19/)).toBeVisible();
    await manifest.fill('conversationDays: 89\n');
    await dialog.getByRole('button', { name: 'Show what changes' }).click();
    await expect(changes).toContainText('90 days');
    await expect(changes).toContainText('89 days');
    await changes.getByRole('button', { name: 'Preview on the last 30 days' }).click();
    await expect(changes.getByText(/^Computed for/)).toBeVisible();
    await checkPage(operator);
    await manifest.fill('conversationDays: 88\n');
    await expect(changes).toHaveCount(0);
  });

  await test.step('proposed with a reason, it is a version', async () => {
    await dialog.getByRole('button', { name: 'Show what changes' }).click();
    await expect(changes).toContainText('88 days');
    await dialog.getByRole('button', { name: 'Propose' }).click();
    await expect(dialog.getByText('Say why in a few words.')).toBeVisible();
    await dialog.getByLabel('Reason').fill('Kept for less long');
    await dialog.getByRole('button', { name: 'Propose' }).click();
    await stands(before + 1);
  });

  await test.step('which one click takes back', async () => {
    await plans.getByText('Versions of the Professional plan').click();
    await plans
      .getByRole('button', {
        name: `Roll back the Professional plan to version ${before}`,
        exact: true,
      })
      .click();
    await operator.getByLabel('Reason').fill('Kept as long as before');
    await operator.getByRole('button', { name: 'Roll back', exact: true }).click();
    await stands(before + 2);
    await checkPage(operator);
  });

  await test.step('for a time it waits for its beginning, and can be withdrawn', async () => {
    await operator.getByRole('button', { name: 'Edit the Professional plan' }).click();
    await manifest.fill('conversationDays: 87\n');
    await dialog.getByLabel('Begins (UTC)').fill('2100-01-02T08:00');
    await dialog.getByLabel('Ends (UTC)').fill('2100-01-01T08:00');
    await dialog.getByLabel('Reason').fill(`In winter for ${name}`);
    await dialog.getByRole('button', { name: 'Show what changes' }).click();
    await dialog.getByRole('button', { name: 'Propose' }).click();
    await expect(dialog.getByText('It ends after it begins.')).toBeVisible();
    await dialog.getByLabel('Ends (UTC)').fill('2100-01-03T08:00');
    await dialog.getByRole('button', { name: 'Propose' }).click();
    await expect(dialog).toHaveCount(0);
    const open = operator.getByRole('region', { name: 'Open' });
    const item = open.getByRole('listitem').filter({ hasText: `In winter for ${name}` });
    await expect(item.first()).toContainText('Scheduled');
    await expect(item.first()).toContainText('Ends');
    await item.first().getByRole('button', { name: 'Withdraw' }).click();
    await operator.getByLabel('Reason').fill('Not this winter');
    await operator.getByRole('button', { name: 'Withdraw', exact: true }).click();
    await expect(item).toHaveCount(0);
  });

  await test.step('a group is put together, and its limits are changed', async () => {
    await operator.getByRole('button', { name: 'New group' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByLabel('Find tenants').fill(name);
    await dialog.getByLabel(name, { exact: true }).check();
    await dialog.getByLabel('Reason').fill('Treated alike');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toHaveCount(0);
    await operator.getByRole('button', { name: 'Roll out a change' }).click();
    await dialog.getByLabel('Whose policies').selectOption(`Group ${name} (1)`);
    await manifest.fill('weight: 7\n');
    await dialog.getByLabel('Reason').fill('The group grows');
    await dialog.getByRole('button', { name: 'Show what changes' }).click();
    await expect(changes).toContainText('for 1 tenant');
    await changes.getByRole('button', { name: 'Preview on the last 30 days' }).click();
    await expect(changes.getByText('Computed for the one tenant.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Propose' }).click();
    const history = operator.getByRole('region', { name: 'History' });
    await expect(history.getByText('The group grows')).toBeVisible();
  });

  await test.step('who leaves a group comes back by one click', async () => {
    await operator.getByRole('button', { name: `Edit the group ${name}` }).click();
    await dialog.getByLabel('Find tenants').fill(name);
    await dialog.getByLabel(name, { exact: true }).uncheck();
    await expect(dialog.getByText(`Removed: ${name}.`)).toBeVisible();
    await dialog.getByLabel('Reason').fill('Not alike any more');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toHaveCount(0);
    const groups = operator.getByRole('region', { name: 'Groups of tenants' });
    await groups.getByText(`Changes of the group ${name}`).click();
    await expect(groups.getByText(`Removed: ${name}.`)).toBeVisible();
    const button = `Take back. Added: ${name}.`;
    await giveReason(operator, { button, confirm: 'Take back', reason: 'They are after all' });
    await expect(groups.getByText(`Added: ${name}.`)).toBeVisible();
  });
});
