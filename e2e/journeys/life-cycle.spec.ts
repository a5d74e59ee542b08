import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { ask } from '../support/ask';
import { checkPage } from '../support/check-page';
import { signInAs } from '../support/demo-sign-in';
import { giveReason } from '../support/give-reason';
import { test } from '../support/journey';
import { newWorkspace } from '../support/new-workspace';

/** Long enough that an answer from it can be met in the middle. */
const YARD_RULES = ['Forklifts', 'Lorries', 'Visitors', 'Cyclists'].map(
  (who) =>
    `${who} in the yard keep to the marked lane on the river side, give way to the crane, stop at every painted line, and leave by the northern gate before the siren sounds at six in the evening. The rules that apply to ${who.toLowerCase()} in the yard hold on every day of the year, on feast days as well, and whoever breaks them twice is led out by the yard master and may not come back before the next quarter begins.`,
);

test('an operator exports, pauses and erases a tenant, and keeps the receipt', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000);
  await signInAs(page, 'platform operator');
  const { workspace, owner } = await newWorkspace(page, browser, 'Larch Survey');
  const { slug, name, owner: person } = workspace;
  const lifeCycle = page.locator('#life-cycle');

  await test.step('export, from its start to its end', async () => {
    await giveReason(page, {
      button: 'Export',
      confirm: 'Start export',
      reason: 'The owner asked for a copy',
    });
    await expect(lifeCycle.getByText('The owner asked for a copy')).toBeVisible();
    await expect(lifeCycle.getByRole('listitem').first()).toContainText('Done');
  });

  await test.step('suspended, its owner is led away; resumed, back', async () => {
    await giveReason(page, { button: 'Suspend', confirm: 'Suspend tenant', reason: 'Unpaid bill' });
    await owner.reload();
    await expect(owner).toHaveURL(/\/paused$/);
    await giveReason(page, { button: 'Resume', confirm: 'Resume tenant', reason: 'It was paid' });
    await owner.goto(`/t/${slug}`);
    await expect(owner.getByLabel('Question')).toBeVisible();
  });

  await test.step('erased, once its address was typed', async () => {
    await lifeCycle.getByRole('button', { name: 'Erase', exact: true }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Reason').fill('The contract ended');
    await dialog.getByRole('button', { name: 'Erase for good' }).click();
    await expect(dialog.getByRole('alert')).toContainText(`Type ${slug} to confirm.`);
    await dialog.getByLabel(`Type ${slug} to confirm`).fill(slug);
    await dialog.getByRole('button', { name: 'Erase for good' }).click();
    await expect(page).toHaveURL(/\/console\/erased\/[0-9a-f-]{36}$/, { timeout: 30_000 });
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    await checkPage(page);
  });

  await test.step('the receipt says what went, and is signed', async () => {
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await expect(page.getByText('Signed with this installation’s key (Ed25519)')).toBeVisible();
    await expect(page.getByText('The contract ended')).toBeVisible();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ]);
    const { receipt, signature } = JSON.parse(await readFile(await file.path(), 'utf8'));
    expect(receipt).toMatchObject({ tenant: { slug }, reason: 'The contract ended' });
    expect(signature).toMatch(/^[\w+/]{86}==$/);
    await page.getByRole('link', { name: 'Erased tenants' }).first().click();
    await expect(page.getByRole('row').filter({ hasText: slug })).toContainText(
      'The contract ended',
    );
  });

  await test.step('its owner is nobody any more', async () => {
    await owner.goto(`/t/${slug}`);
    await expect(owner).toHaveURL(/\/sign-in/);
    await owner.getByLabel('E-mail').fill(person.email);
    await owner.getByLabel('Password').fill(person.password);
    await owner.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(owner.getByText('You are not signed in')).toBeVisible();
    await owner.close();
  });
});

test('an answer ends when its workspace is suspended, and its reader is told', async ({
  page,
  browser,
}) => {
  await signInAs(page, 'platform operator');
  const { workspace, owner } = await newWorkspace(page, browser, 'Alder Freight');
  await owner.getByRole('link', { name: 'Documents', exact: true }).click();
  await expect(owner.getByText('No documents yet')).toBeVisible();
  await owner.getByLabel('Files to upload').setInputFiles({
    name: 'Yard rules.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from(YARD_RULES.join('\n\n')),
  });
  await expect(owner.getByRole('row').filter({ hasText: 'Yard rules.txt' })).toContainText(
    'Indexed',
    { timeout: 60_000 },
  );
  await owner.goto(`/t/${workspace.slug}`);

  // All but the last click is done before the answer begins.
  await page.getByRole('button', { name: 'Suspend', exact: true }).click();
  await page.getByRole('alertdialog').getByLabel('Reason').fill('A check of the contract');
  await ask(owner, 'Which rules apply to forklifts, lorries and visitors in the yard?');
  await expect(owner.locator('.answer-text').last()).not.toBeEmpty();
  await noteWords(owner, 'This workspace was paused');
  const suspending = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: 'Suspend tenant' }).click();
  await suspending;
  // Where the page goes when its answer has ended; the answer itself would take twice as long.
  await expect(owner).toHaveURL(/\/paused$/, { timeout: 2_000 });
  await expect(owner.getByRole('heading', { name: 'This workspace is paused' })).toBeVisible();
  expect(await owner.evaluate(() => sessionStorage.getItem('words'))).toBe('seen');
  await owner.close();

  await test.step('erased, finance keeps what it had cost', async () => {
    const { slug, name } = workspace;
    await page.locator('#life-cycle').getByRole('button', { name: 'Erase', exact: true }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Reason').fill('The contract ended');
    await dialog.getByLabel(`Type ${slug} to confirm`).fill(slug);
    await dialog.getByRole('button', { name: 'Erase for good' }).click();
    await expect(page).toHaveURL(/\/console\/erased\//, { timeout: 30_000 });
    await expect(page.getByText('Signed with this installation’s key (Ed25519)')).toBeVisible();
    await page.getByRole('link', { name: 'Costs', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Costs' })).toBeVisible();
    const row = page.getByRole('region', { name: 'Cost of erased tenants' }).getByRole('row');
    // Three calls: the answer, and the embedding of its question and of the file.
    await expect(row.filter({ hasText: name })).toContainText(/\d{4}-\d\d3\d/);
    await expect(page.getByRole('region', { name: 'Cost by tenant' }).getByText(name)).toHaveCount(
      0,
    );
    await expect(page.getByRole('button', { name: /^Books agree ./ })).toBeVisible();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'CSV of erased tenants' }).click(),
    ]);
    expect(await readFile(await file.path(), 'utf8')).toContain(name);
  });
});

/** Remembers whether the words were ever on the page, which moves on soon after. */
async function noteWords(page: Page, words: string): Promise<void> {
  await page.evaluate((wanted) => {
    new MutationObserver(() => {
      if (document.body.textContent?.includes(wanted)) sessionStorage.setItem('words', 'seen');
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  }, words);
}
