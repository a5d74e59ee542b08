import { expect, type Page } from '@playwright/test';
import { ask } from '../support/ask';
import { checkPage } from '../support/check-page';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';
import { newWorkspace } from '../support/new-workspace';
import { putDocument } from '../support/put-document';

/** One sentence, which is quoted whole: an answer that is still being written when it is stopped. */
const RULES =
  'The speed limit on the quays is 15 kilometres an hour by day, 10 kilometres an hour by night and walking pace wherever a crane is moved, a ship is made fast or a wagon is loaded, unless the master of the harbour has closed the quays to all traffic, in which case nobody drives there at all, neither those who work on the quays nor visitors nor the drivers of the companies that are supplied from the quays.';
const LONG = 'What is the speed limit on the quays?';

/** All but the last press of containing the tenant whose page this is. */
async function prepare(operator: Page, what: string, reason: string): Promise<void> {
  const dialog = operator.getByRole('alertdialog');
  await operator.getByRole('button', { name: 'Contain', exact: true }).click();
  await dialog.getByLabel('What to do').selectOption({ label: what });
  await dialog.getByLabel('In force for').selectOption({ label: '15 minutes' });
  await dialog.getByLabel('Reason').fill(reason);
}

async function contain(operator: Page): Promise<void> {
  await operator.getByRole('button', { name: 'Contain it' }).click();
  await expect(operator.getByRole('alertdialog')).toBeHidden();
}

async function lift(operator: Page): Promise<void> {
  const entry = operator
    .getByRole('region', { name: 'In force' })
    .getByRole('listitem')
    .filter({ hasText: 'Norrvik Quays' });
  const dialog = operator.getByRole('alertdialog');
  await entry.getByRole('button', { name: 'Lift' }).click();
  await dialog.getByLabel('Reason').fill('It is mended');
  await dialog.getByRole('button', { name: 'Lift it' }).click();
  await expect(dialog).toBeHidden();
}

test('a tenant is paused in the middle of an answer, told of the incident, and let go', async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const operator = await (await browser.newContext()).newPage();
  await signInAs(operator, 'platform operator');
  const { workspace, owner } = await newWorkspace(operator, browser, 'Norrvik Quays');
  const tenantPage = operator.url();
  const portal = `/t/${workspace.slug}`;
  const document = await putDocument(owner, workspace.slug, {
    name: 'Quay rules.txt',
    bytes: Buffer.from(RULES),
  });
  const stop = owner.getByRole('button', { name: 'Stop the answer' });
  const contained = operator.getByRole('region', { name: 'In force' });

  await test.step('a pause ends the answer that is being written, within moments', async () => {
    await operator.goto(tenantPage);
    await prepare(operator, 'Pause', 'Somebody took over an account');
    await owner.goto(portal);
    await ask(owner, LONG);
    await expect(stop).toBeVisible();
    await contain(operator);
    await expect(stop).toBeHidden({ timeout: 3_000 });
    await owner.goto(portal);
    await expect(owner).toHaveURL(/\/paused$/);
  });

  await test.step('what is in force stands on a page of its own, and is lifted there', async () => {
    await operator.goto('/console/containment');
    await expect(contained).toContainText('Norrvik Quays: Paused');
    await expect(contained).toContainText('Somebody took over an account');
    await lift(operator);
    await expect(contained).not.toContainText('Norrvik Quays');
    await owner.goto(portal);
    await expect(owner.getByRole('main')).toBeVisible();
  });

  await test.step('a drain refuses what is new', async () => {
    await operator.goto(tenantPage);
    await prepare(operator, 'Drain', 'Before a move');
    await contain(operator);
    await owner.goto(portal);
    await expect(owner.getByText('nothing new begins')).toBeVisible();
    await ask(owner, LONG);
    await expect(owner.getByText('nothing new begins for a while')).toBeVisible();
    await operator.goto('/console/containment');
    await lift(operator);
  });

  await test.step('an incident is opened, told of, and read in the portal', async () => {
    await operator.goto('/console/incidents');
    await operator.getByLabel('Title').fill('An account was taken over');
    await operator.getByLabel('What is known so far').fill('Seen at nine.');
    await operator.getByPlaceholder('Find a tenant').fill('Norrvik');
    await operator.getByLabel('Norrvik Quays').last().check();
    await operator.getByRole('button', { name: 'Open incident' }).click();
    await expect(operator).toHaveURL(/\/console\/incidents\/[0-9a-f-]{36}$/);
    const tell = operator.getByRole('region', { name: 'Tell them' });
    await tell.getByLabel('Title').fill('We paused your workspace');
    await tell.getByLabel('Notice').fill('An account was taken over.\nIt is closed now.');
    await tell.getByRole('button', { name: 'Tell 1 tenant' }).click();
    const timeline = operator.getByRole('region', { name: 'Timeline' });
    await expect(timeline).toContainText('Told 1 tenant: We paused your workspace');
    await checkPage(operator);
    await owner.goto(portal);
    await expect(
      owner.getByText('The platform’s operators: We paused your workspace'),
    ).toBeVisible();
    await owner.getByRole('link', { name: 'Read it' }).click();
    await expect(owner.getByText('It is closed now.')).toBeVisible();
  });

  await test.step('its owner sees who saw the document, and the operator ids alone', async () => {
    await owner.goto(`${portal}/documents/${document}`);
    await owner.getByRole('link', { name: 'Who saw it' }).click();
    const seen = owner.getByRole('region', { name: 'Who saw it' });
    await expect(seen).toContainText('Document opened');
    await expect(seen).toContainText(workspace.owner.name);
    const tenantId = new URL(tenantPage).pathname.split('/').at(-1);
    await operator.goto(`/console/forensics?tenant=${tenantId}&document=${document}`);
    const found = operator.getByRole('region', { name: 'Who saw it' });
    await expect(found).toContainText('Document opened');
    await expect(found).not.toContainText(workspace.owner.name);
  });

  await test.step('the health of the platform and a feature that is taken back', async () => {
    await operator.goto('/console/health');
    const instances = operator.getByRole('region', { name: 'Instances' }).first();
    await expect(instances.getByText('Running').first()).toBeVisible();
    await expect(operator.getByRole('region', { name: 'Queues' }).first()).toContainText(
      'Documents to read',
    );
    await operator.goto('/console/flags');
    const tools = operator.getByRole('region', { name: 'Tools of the assistant' });
    await tools.getByRole('button', { name: 'For one tenant' }).click();
    const dialog = operator.getByRole('alertdialog');
    await dialog.getByLabel('Tenant', { exact: true }).selectOption({ label: 'Norrvik Quays' });
    await dialog.getByLabel('The feature is').selectOption({ label: 'Off' });
    await dialog.getByLabel('Reason').fill('For the journey');
    await dialog.getByRole('button', { name: 'Set it' }).click();
    await expect(tools).toContainText('Norrvik Quays: off (For the journey)');
  });
});
