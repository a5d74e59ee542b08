import { expect, type Page } from '@playwright/test';
import { askUntilRefused } from '../support/ask';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

const HOME = '/t/brightwell-clinics';
const QUESTION = 'What do our documents say about visits?';
/** Dollars for a question or a few: one more has no room until the budget starts anew. */
const A_FEW = '0.001';

/** What the workspace's own budget gives each person for the month; none takes the budget away. */
async function allowEachPerson(page: Page, usd: string | undefined, reason: string): Promise<void> {
  await page.goto(`${HOME}/budgets`);
  const spend = page.getByRole('textbox', { name: 'Spend (USD)' });
  await expect(page.getByLabel('Reason')).toBeVisible();
  if (usd === undefined) await page.getByRole('button', { name: 'Remove budget 1' }).click();
  else {
    if ((await spend.count()) === 0)
      await page.getByRole('button', { name: 'Add a budget' }).click();
    await spend.fill(usd);
  }
  await page.getByLabel('Reason').fill(reason);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByLabel('Reason')).toHaveValue('');
}

/** Asks until it is refused, and takes the offer to wait. */
async function queue(page: Page): Promise<void> {
  const notice = await askUntilRefused(page, QUESTION);
  await expect(notice).toContainText('Answered when your budget has room, about');
  await notice.getByRole('button', { name: 'Queue it' }).click();
}

test('a question waits for its budget, and is answered once that is raised', async ({
  browser,
}) => {
  const admin = await (await browser.newContext()).newPage();
  const member = await (await browser.newContext()).newPage();
  await signInAs(admin, 'Brightwell Clinics: admin');
  await signInAs(member, 'Brightwell Clinics: member');
  await allowEachPerson(admin, A_FEW, 'For a few questions');
  const card = member.getByRole('region', { name: 'In the queue' });

  await test.step('at the limit it is queued, and stands there also after a reload', async () => {
    await member.goto(HOME);
    await queue(member);
    await expect(card).toContainText('Waiting in the queue · position 1 of 1');
    await expect(card).toContainText('It waits for your own budget for this month.');
    await expect(member).toHaveURL(/\/c\//);
    await member.reload();
    await expect(card).toContainText('position 1 of 1');
    await expect(member.getByLabel('Question')).toHaveValue('');
  });

  await test.step('it can be cancelled, and asked again', async () => {
    await card.getByRole('button', { name: 'Cancel' }).click();
    await expect(card).toContainText('Cancelled');
    await card.getByRole('button', { name: 'Ask again' }).click();
    await expect(card.filter({ hasText: 'position 1 of 1' })).toBeVisible();
  });

  await test.step('the budget is raised, and the answer lands with a notice', async () => {
    const waiting = member.url();
    await member.getByRole('link', { name: 'New chat' }).first().click();
    await expect(member).toHaveURL(new RegExp(`${HOME}$`));
    await expect(member.getByText(', a question waits').first()).toBeAttached();
    await allowEachPerson(admin, '1', 'Enough for everybody');
    await expect(member.getByText('Your queued question was answered')).toBeVisible();
    await expect(member.getByText(', new answer').first()).toBeAttached();
    await member.getByRole('button', { name: 'Show' }).click();
    await expect(member).toHaveURL(waiting);
    const answer = member.getByRole('article', { name: 'Answer' }).last();
    await expect(answer).toBeVisible();
    await expect(answer).not.toContainText(/could not take|went wrong/);
    await expect(card).toHaveCount(1);
    await expect(member.getByText(', new answer')).toHaveCount(0);
  });
  await allowEachPerson(admin, undefined, 'No budget after all');
});
