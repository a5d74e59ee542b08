import { expect, type Page } from '@playwright/test';
import { ask, askUntilRefused } from '../support/ask';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

const HOME = '/t/brightwell-clinics';
const QUESTION = 'What do our documents say about visits?';

/** The first rule of the list, which begins without one. */
async function allowEachPerson(page: Page, usd: string, reason: string): Promise<void> {
  await page.goto(`${HOME}/budgets`);
  await expect(page.getByLabel('Reason')).toBeVisible();
  const spend = page.getByRole('textbox', { name: 'Spend (USD)' });
  if ((await spend.count()) === 0) await page.getByRole('button', { name: 'Add a budget' }).click();
  await spend.fill(usd);
  await page.getByLabel('Reason').fill(reason);
  await save(page);
}

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(
    page.getByText('Your budgets are in force from the next question on.'),
  ).toBeVisible();
  // The form of the new version has no reason yet.
  await expect(page.getByLabel('Reason')).toHaveValue('');
}

test('an admin sets a budget; a colleague is answered by the cheaper model, then refused', async ({
  browser,
}) => {
  const admin = await (await browser.newContext()).newPage();
  const member = await (await browser.newContext()).newPage();
  await signInAs(admin, 'Brightwell Clinics: admin');
  await signInAs(member, 'Brightwell Clinics: member');

  await test.step('what contradicts itself is said beside its field', async () => {
    await admin.goto(`${HOME}/budgets`);
    await admin.getByRole('button', { name: 'Add a budget' }).click();
    await admin.getByRole('textbox', { name: 'Tokens' }).fill('999999999');
    await admin.getByLabel('Reason').fill('Too much');
    await admin.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(admin.getByText(/a budget above that would never bind/)).toBeVisible();
  });

  await test.step('short of money, the cheaper model answers, and the answer says so', async () => {
    // The longest answer of the wanted model alone costs more at its bound; the cheaper one's fits.
    await allowEachPerson(admin, '0.03', 'A tight budget for each');
    await member.goto(HOME);
    await ask(member, QUESTION);
    const said = member.getByText(/Answered by Haiku 5\.5 instead of Sonnet 5\.5.*your own budget/);
    await expect(said).toBeVisible();
    await expect(member).toHaveURL(/\/c\//);
    await member.reload();
    await expect(said).toBeVisible();
  });

  await test.step('short of everything, the question is refused and kept', async () => {
    await allowEachPerson(admin, '0.001', 'For a few questions');
    const notice = await askUntilRefused(member, QUESTION);
    for (const fact of ['Limit', 'Used', 'Reserved by running answers', 'Starts anew'])
      await expect(notice.getByText(fact, { exact: true })).toBeVisible();
    await expect(notice).toContainText('ask your administrator for a higher budget');
    await expect(member.getByLabel('Question')).toHaveValue(QUESTION);
  });

  await test.step('the admin is told once, on every page, until it is read', async () => {
    await admin.goto(HOME);
    const banner = admin
      .getByRole('complementary', { name: 'Notice' })
      .filter({ hasText: 'was refused' });
    await expect(banner).toContainText('the budget of money for the month had no room for it');
    await banner.getByRole('link', { name: 'See budgets' }).click();
    await expect(admin).toHaveURL(/\/budgets$/);
    await banner.getByRole('button', { name: 'Mark as read' }).click();
    await expect(banner).toHaveCount(0);
    await expect(admin.getByText(/the budget of money for the month had no room/)).toBeVisible();
  });

  await test.step('without the budget everybody asks as before', async () => {
    await admin.getByRole('button', { name: 'Remove budget 1' }).click();
    await admin.getByLabel('Reason').fill('No budget after all');
    await save(admin);
    await ask(member, QUESTION);
    await expect(member.getByRole('article', { name: 'Answer' }).last()).not.toContainText(
      /could not take|Checking limits|Answered by Haiku/,
    );
  });
});
