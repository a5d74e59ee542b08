import { type Browser, expect, type Page } from '@playwright/test';
import { ask } from '../support/ask';
import { checkPage } from '../support/check-page';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';
import { newWorkspace } from '../support/new-workspace';

const PASSWORD = 'four quiet brown otters';
const WIDE = { width: 1280, height: 800 };
/** Embedding takes its time on two cores that a browser shares. */
const INDEXED_MS = 60_000;

/** A member whom the owner invites, on a page of their own, signed in. */
async function newMember(owner: Page, browser: Browser, email: string): Promise<Page> {
  await owner.getByRole('link', { name: 'People', exact: true }).click();
  await owner.getByRole('button', { name: 'Add person' }).click();
  await owner.getByRole('dialog').getByLabel('Name').fill('Nora Lind');
  await owner.getByLabel('E-mail').fill(email);
  await owner.getByRole('button', { name: 'Add person' }).last().click();
  const link = await owner.getByLabel('One-time link').inputValue();
  await owner.getByRole('button', { name: 'Done' }).click();
  const member = await (await browser.newContext({ viewport: WIDE })).newPage();
  await member.goto(link);
  await member.getByLabel('Password').fill(PASSWORD);
  await member.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(member).toHaveURL(/\/t\/[^/]+$/);
  await expect(async () => {
    const again = await browser.newPage();
    await again.goto(link);
    await expect(again.getByText('This link no longer works')).toBeVisible();
    await again.close();
  }).toPass();
  return member;
}

/** Waits until the last chat has its address, and is gone: it would be asked otherwise. */
async function beginChat(page: Page): Promise<void> {
  await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}$/);
  await page.getByRole('link', { name: 'New chat' }).click();
  await expect(page.getByRole('heading', { name: /^Good to see you/ })).toBeVisible();
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('rules hold for what members ask, and their history leads back', async ({
  page: operator,
  browser,
}) => {
  test.setTimeout(240_000);
  await signInAs(operator, 'platform operator');
  const { workspace, owner } = await newWorkspace(operator, browser, 'Juniper Legal');
  const member = await newMember(owner, browser, `nora@${workspace.slug}.example`);

  await test.step('a document that holds an address', async () => {
    await owner.getByRole('link', { name: 'Documents', exact: true }).click();
    await owner.getByLabel('Files to upload').setInputFiles({
      name: 'contacts.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from(
        'Questions about the harbour lease are answered by clerk@juniper.example within a week.',
      ),
    });
    const row = owner.getByRole('row').filter({ hasText: 'contacts.txt' });
    await expect(row).toContainText('Indexed', { timeout: INDEXED_MS });
  });

  const versions = owner.getByRole('list', { name: 'Versions of the assistant' });
  await test.step('a rule that cannot be is told by its line, and nothing is lost', async () => {
    await owner.getByRole('link', { name: 'Assistant', exact: true }).click();
    await owner.getByLabel('Blocked topics').fill('pending merger');
    await owner.getByLabel('Own patterns').fill('EMP-####\nno');
    await owner.getByRole('button', { name: 'Put in force' }).click();
    await expect(owner.getByText(/^Line 2: A pattern has/)).toBeVisible();
    await expect(owner.getByLabel('Blocked topics')).toHaveValue('pending merger');
  });

  await test.step('the persona is saved, and the rules that were typed stay', async () => {
    await owner.getByLabel('Description').fill('Speak as a calm clerk.');
    await owner.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(owner.getByText(/^Version 1, changed/)).toBeVisible();
    await expect(owner.getByLabel('Blocked topics')).toHaveValue('pending merger');
    await owner.getByLabel('Own patterns').fill('EMP-####');
    await owner.getByLabel('E-mail addresses').check();
    await owner.getByRole('button', { name: 'Put in force' }).click();
    await expect(versions.getByText('Version 2')).toBeVisible();
  });

  await test.step('a member asks, and the rule is named', async () => {
    await ask(member, 'What happens after the Pending   merger?');
    const answer = member.getByRole('article', { name: 'Answer' });
    await expect(answer).toContainText(
      'do not want questions about “pending merger” to be answered here',
    );
  });

  await test.step('what the model was not told stands in the answer', async () => {
    await beginChat(member);
    await ask(member, 'Who answers questions about the harbour lease?');
    await expect(member.getByRole('button', { name: 'Copy answer' })).toBeVisible();
    const answer = member.getByRole('article', { name: 'Answer' });
    await expect(answer).toContainText('clerk@juniper.example');
  });

  await test.step('what a version changed is shown, and restored as a new one', async () => {
    await owner.getByText('Version 2', { exact: true }).click();
    const second = versions.getByRole('listitem').filter({ hasText: 'Version 2' });
    await expect(second.locator('ins')).toContainText('Blocked topic: pending merger');
    await expect(second.locator('ins')).toContainText('Masked: email');
    await checkPage(owner);
    await owner.getByText('Version 1', { exact: true }).click();
    await owner.getByRole('button', { name: 'Restore version 1' }).click();
    const dialog = owner.getByRole('alertdialog');
    await expect(dialog.locator('del')).toContainText('pending merger');
    await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
    await expect(versions.getByText('Version 3')).toBeVisible();
    await expect(owner.getByLabel('Blocked topics')).toHaveValue('');
    await expect(owner.getByLabel('Description')).toHaveValue('Speak as a calm clerk.');
  });

  await test.step('the member is answered again', async () => {
    await beginChat(member);
    await ask(member, 'Does the pending merger touch the harbour lease?');
    await expect(member.getByRole('button', { name: 'Copy answer' })).toBeVisible();
    const answer = member.getByRole('article', { name: 'Answer' });
    await expect(answer).not.toContainText('do not want questions');
  });
});

test('people end their own sessions, and who is signed out is told why', async ({
  page: operator,
  browser,
}) => {
  test.setTimeout(180_000);
  await signInAs(operator, 'platform operator');
  const { workspace, owner } = await newWorkspace(operator, browser, 'Larch Notaries');
  const email = `nora@${workspace.slug}.example`;
  const member = await newMember(owner, browser, email);
  const elsewhere = await (await browser.newContext({ viewport: WIDE })).newPage();
  await elsewhere.goto(`/sign-in?next=/t/${workspace.slug}`);
  await signIn(elsewhere, email);
  await expect(elsewhere).toHaveURL(new RegExp(`/t/${workspace.slug}$`));

  await test.step('both are listed, the own one told apart; the other is ended', async () => {
    await member.getByRole('button', { name: /^Account: Nora Lind/ }).click();
    await member.getByRole('link', { name: 'Where you are signed in' }).click();
    const sessions = member.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
    await expect(sessions).toHaveCount(2);
    await expect(sessions.filter({ hasText: 'This device' })).toHaveCount(1);
    await checkPage(member);
    await member.getByRole('button', { name: /^End the session on/ }).click();
    await expect(member.getByText('The session is over.')).toBeVisible();
    await expect(sessions).toHaveCount(1);
    await elsewhere.reload();
    await expect(elsewhere.getByRole('heading', { name: 'Sign in to Tenantry' })).toBeVisible();
  });

  await test.step('signed out by an owner, and told so; the way in leads back', async () => {
    await member.goto(`/t/${workspace.slug}/documents`);
    // Who came in meanwhile is a member there no sooner.
    await owner.reload();
    await owner.getByRole('button', { name: 'Sign Nora Lind out' }).click();
    await owner.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click();
    await expect(owner.getByText('Nora Lind is signed out')).toBeVisible();
    await member.reload();
    await expect(
      member.getByText('An administrator of the workspace signed you out of it.'),
    ).toBeVisible();
    await checkPage(member);
    await signIn(member, email);
    await expect(member).toHaveURL(new RegExp(`/t/${workspace.slug}/documents$`));
    await expect(member.getByRole('heading', { level: 1, name: 'Documents' })).toBeVisible();
  });
});
