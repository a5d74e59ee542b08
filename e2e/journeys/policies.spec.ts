import { expect, type Page, test } from '@playwright/test';
import { signInAs } from '../support/demo-sign-in';
import { findViolations, WCAG } from '../support/find-violations';

const WIDE = { width: 1280, height: 800 };

/** Both themes at both widths: no violations, and nothing wider than the screen. */
async function check(page: Page): Promise<void> {
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await findViolations(page, (axe) => axe.withTags(WCAG))).toEqual([]);
    }
    const scroll = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(scroll).toBeLessThanOrEqual(width);
  }
  await page.setViewportSize(WIDE);
}

test('a quota is changed, previewed, approved by a second operator and rolled back, and the meter moves within a second', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const member = await (await browser.newContext({ viewport: WIDE })).newPage();
  const operator = await (await browser.newContext({ viewport: WIDE })).newPage();
  const second = await (await browser.newContext({ viewport: WIDE })).newPage();
  await signInAs(member, 'Brightwell Clinics: member');
  await signInAs(operator, 'platform operator');
  await signInAs(second, 'second platform operator');
  await member.goto('/t/brightwell-clinics');
  await member.getByRole('button', { name: /left/ }).first().click();
  await expect(member.getByRole('heading', { name: 'What is left' })).toBeVisible();
  /** The meter's own words, with its list open. */
  const meterSays = (words: RegExp, timeout: number) =>
    expect(member.getByRole('dialog')).toContainText(words, { timeout });
  await meterSays(/of 60\b/, 10_000);

  const policy = await test.step('a change is previewed on the ledger', async () => {
    await operator.getByRole('link', { name: 'Brightwell Clinics' }).first().click();
    await operator.getByRole('link', { name: 'Edit quota' }).click();
    const url = operator.url();
    await operator.getByLabel('Requests a minute').fill('1');
    await operator.getByRole('button', { name: 'Preview on the last 30 days' }).click();
    await expect(
      operator.getByText(/With this, .* requests would have been refused/),
    ).toBeVisible();
    await check(operator);
    return url;
  });

  await test.step('a manifest fills the form, and says where it is wrong', async () => {
    const manifest = operator.getByLabel('Manifest', { exact: true });
    await manifest.fill('requestsPerMinute: 50\nweight: heavy\n');
    await operator.getByRole('button', { name: 'Fill the form with it' }).click();
    await expect(operator.getByText('Line 2, column 9, weight: Give a number.')).toBeVisible();
    await manifest.fill('requestsPerMinute: 50\n');
    await operator.getByRole('button', { name: 'Fill the form with it' }).click();
    await expect(operator.getByLabel('Requests a minute')).toHaveValue('50');
  });

  await test.step('within the bounds it is in force, and the open meter has it within a second', async () => {
    await operator.getByLabel('Reason').fill('Agreed for the spring');
    await operator.getByRole('button', { name: /Save version/ }).click();
    await expect(operator.getByText(/is in force from the next request on/)).toBeVisible();
    await meterSays(/of 50\b/, 1_000);
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
    await check(operator);
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
    await operator.goto(policy.replace(/\/policy$/, ''));
    await operator.getByRole('button', { name: 'Roll back to version 1', exact: true }).click();
    await operator.getByLabel('Reason').fill('The campaign is over');
    await operator.getByRole('button', { name: 'Roll back', exact: true }).click();
    await expect(operator.getByText(/was put forward again/)).toBeVisible();
    await meterSays(/of 60\b/, 1_000);
  });
});
