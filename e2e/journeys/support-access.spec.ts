import { expect, type Page } from '@playwright/test';
import { ask } from '../support/ask';
import { checkPage } from '../support/check-page';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

const HOME = '/t/brightwell-clinics';
const WIDE = { width: 1280, height: 800 };
const OPERATOR = 'Olivia Brandt';
const QUESTION = 'What do our documents say about support access?';

/** Asks in a new chat and waits until the answer is stored. */
async function askOnce(page: Page, question: string): Promise<void> {
  await page.goto(HOME);
  await ask(page, question);
  await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}/);
  await expect(page.getByRole('button', { name: 'Why this answer' })).toBeVisible({
    timeout: 30_000,
  });
}

/** The menu of the newest conversation, by keyboard. */
async function openMenu(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Options of/ })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeVisible();
}

/** Fills the form that is open and sends it. */
async function grant(page: Page, note: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Let support read' });
  await form.getByRole('combobox', { name: /Who may read it/ }).click();
  await page.getByRole('option', { name: new RegExp(OPERATOR) }).click();
  await form.getByLabel(/What to look at/).fill(note);
  await form.getByRole('button', { name: 'Let them read it' }).click();
  await expect(page.getByText('Support access was granted.')).toBeVisible();
}

test('an owner lets a named operator read one conversation, sees it read, and ends it', async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const owner = await (await browser.newContext({ viewport: WIDE })).newPage();
  const operator = await (await browser.newContext({ viewport: WIDE })).newPage();
  await signInAs(owner, 'Brightwell Clinics: owner');
  await signInAs(operator, 'platform operator');
  await askOnce(owner, QUESTION);
  const conversation = owner.url();
  const granted = owner.getByRole('listitem').filter({ hasText: OPERATOR });

  await test.step('nothing was granted: the console shows nothing', async () => {
    await operator.getByRole('link', { name: 'Support access' }).click();
    await expect(operator.getByText('Nothing was granted to you')).toBeVisible();
    await checkPage(operator);
  });

  await test.step('from the menu of the conversation, to one person, for some hours', async () => {
    await openMenu(owner);
    await owner.getByRole('menuitem', { name: 'Let support read' }).click();
    await expect(owner.getByText(/The operator sees the questions and answers/)).toBeVisible();
    await checkPage(owner);
    await owner.getByRole('button', { name: 'Let them read it' }).click();
    await expect(owner.getByText('Choose who may read it.')).toBeVisible();
    await grant(owner, 'The second sentence looks wrong');
    await expect(granted.getByText('In force')).toBeVisible();
    await expect(granted.getByText('Not read yet')).toBeVisible();
    await checkPage(owner);
  });

  await test.step('the conversation says so above it', async () => {
    await owner.goto(conversation);
    const notice = owner.getByRole('list', { name: 'Support access' });
    await expect(notice).toContainText(`${OPERATOR} of the platform may read this conversation`);
    await checkPage(owner);
  });

  await test.step('the operator opens it, to be read and for nothing else', async () => {
    await operator.reload();
    await operator.getByRole('link', { name: 'Conversation of Brightwell Clinics' }).click();
    await expect(operator.getByText('The second sentence looks wrong')).toBeVisible();
    const main = operator.getByRole('main');
    await expect(main.getByText(QUESTION).last()).toBeVisible();
    await expect(main.getByRole('textbox')).toHaveCount(0);
    await expect(main.locator(`a[href*="${HOME}"]`)).toHaveCount(0);
    await checkPage(operator);
  });

  await test.step('its person sees that it was read, and ends it; the open page closes', async () => {
    await owner.goto(`${HOME}/support`);
    await expect(granted.getByText(/^Read (once|\d+ times)/)).toBeVisible();
    const opened = operator.url();
    await owner.getByRole('button', { name: `Revoke ${OPERATOR}’s access` }).click();
    await expect(granted.getByText('Revoked')).toBeVisible();
    await expect(operator.getByText('The access that you had open has ended')).toBeVisible();
    await expect(operator.getByText(QUESTION)).toHaveCount(0);
    await operator.goBack();
    await expect(operator.getByText(QUESTION)).toHaveCount(0);
    expect((await operator.goto(opened))?.status()).toBe(404);
    await owner.goto(conversation);
    await expect(owner.getByText(/of the platform may read/)).toHaveCount(0);
  });

  await test.step('both logs have all of it', async () => {
    await owner.goto(`${HOME}/audit`);
    for (const said of ['Support access granted', 'Read by support', 'Support access revoked'])
      await expect(owner.getByRole('row').filter({ hasText: said }).first()).toBeVisible();
    await operator.goto('/console/audit');
    for (const said of ['support.grant', 'support.read', 'support.revoke'])
      await expect(operator.getByRole('row').filter({ hasText: said }).first()).toBeVisible();
  });

  await test.step('why an answer is as it is, without a word of it', async () => {
    await owner.goto(conversation);
    await owner.getByRole('button', { name: 'Why this answer' }).click();
    await owner.getByRole('link', { name: 'Let support see this' }).click();
    await expect(owner.getByText(/no question, no answer, no text of a document/)).toBeVisible();
    await grant(owner, '');
    await operator.goto('/console/support');
    await operator.getByRole('link', { name: /^Why an answer is as it is of/ }).click();
    await expect(operator.getByRole('link', { name: 'Its stages, tokens and cost' })).toBeVisible();
    await expect(operator.getByText(QUESTION)).toHaveCount(0);
    await checkPage(operator);
    await owner.getByRole('button', { name: `Revoke ${OPERATOR}’s access` }).click();
    await expect(operator.getByText('The access that you had open has ended')).toBeVisible();
  });
});

test('members grant what is their own when an owner lets them, and auditors read nothing', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const owner = await (await browser.newContext({ viewport: WIDE })).newPage();
  const member = await (await browser.newContext({ viewport: WIDE })).newPage();
  const auditor = await (await browser.newContext({ viewport: WIDE })).newPage();
  await signInAs(owner, 'Brightwell Clinics: owner');
  await signInAs(member, 'Brightwell Clinics: member');
  await signInAs(auditor, 'platform auditor');

  await test.step('not before', async () => {
    await askOnce(member, 'Who may read what I ask here?');
    await openMenu(member);
    await expect(member.getByRole('menuitem', { name: 'Let support read' })).toHaveCount(0);
    await member.keyboard.press('Escape');
    await member.goto(`${HOME}/support`);
    await expect(member.getByText('Ask an administrator.')).toBeVisible();
  });

  await test.step('an owner decides, and members grant their own', async () => {
    await owner.goto(`${HOME}/support`);
    await owner.getByRole('button', { name: 'Let members grant' }).click();
    const dialog = owner.getByRole('alertdialog', { name: 'Let members grant?' });
    await dialog.getByRole('button', { name: 'Let members grant' }).click();
    await expect(owner.getByText('Members may let support read')).toBeVisible();
    await member.goto(HOME);
    await openMenu(member);
    await member.getByRole('menuitem', { name: 'Let support read' }).click();
    await grant(member, '');
    await expect(member.getByText('Not read yet')).toBeVisible();
    await owner.reload();
    await expect(owner.getByText('In force').first()).toBeVisible();
  });

  await test.step('and no longer; what they granted has ended', async () => {
    await owner.getByRole('button', { name: 'Stop members' }).click();
    const dialog = owner.getByRole('alertdialog', { name: 'Stop members from granting?' });
    await dialog.getByRole('button', { name: 'Stop members' }).click();
    await expect(owner.getByText('Members cannot let support read')).toBeVisible();
    await member.reload();
    await expect(member.getByText('In force')).toHaveCount(0);
  });

  await test.step('an auditor is granted nothing', async () => {
    await expect(auditor.getByRole('link', { name: 'Audit log' })).toBeVisible();
    await expect(auditor.getByRole('link', { name: 'Support access' })).toHaveCount(0);
    expect((await auditor.goto('/console/support'))?.status()).toBe(404);
  });
});
