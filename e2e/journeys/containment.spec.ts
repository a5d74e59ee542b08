import { expect, type Page } from '@playwright/test';
import { verifyWebhook } from '@/lib/notify/webhook-signature';
import { signInAs } from '../support/demo-sign-in';
import { giveReason } from '../support/give-reason';
import { test } from '../support/journey';
import { type LoopbackServer, startLoopbackServer } from '../support/loopback-server';
import { newWorkspace } from '../support/new-workspace';

const RULE = 'Most answers fail';
/** A tenant that asks so often, and hears of failures alone, is contained; in the rule as it ships it is 20. */
const FAILURES = 3;

let outside: LoopbackServer;
test.beforeAll(async () => {
  // Its provider fails, and operators hear of it elsewhere.
  outside = await startLoopbackServer({ '/v1/messages': 500, '/notices': 204 });
});
test.afterAll(() => outside.stop());

/** The rule’s least number of requests, as an operator sets it. */
async function setLeast(operator: Page, requests: number, reason: string): Promise<void> {
  const rules = operator
    .getByRole('region', { name: 'Rules', exact: true })
    .getByRole('listitem')
    .filter({ hasText: 'of answers failed within' });
  await rules.getByRole('button', { name: 'Edit' }).click();
  const dialog = operator.getByRole('dialog', { name: RULE });
  await dialog.getByLabel('Of at least (requests)').fill(String(requests));
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(rules).toContainText(`of at least ${requests}`);
}

async function makeKey(owner: Page): Promise<string> {
  await owner.getByRole('link', { name: 'API keys' }).click();
  await owner.getByRole('button', { name: 'Create key' }).click();
  const dialog = owner.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Nightly job');
  await dialog.getByRole('button', { name: 'Create key' }).click();
  const field = owner.getByRole('textbox', { name: 'API key' });
  const key = await field.inputValue();
  await owner.getByRole('button', { name: 'Done' }).click();
  return key;
}

async function call(page: Page, key: string): Promise<number> {
  const answer = await page.request.post('/v1/messages', {
    headers: { 'x-api-key': key },
    data: {
      model: 'claude-haiku-5-5',
      max_tokens: 32,
      messages: [{ role: 'user', content: 'Hello' }],
    },
  });
  return answer.status();
}

interface Notice {
  type: string;
  tenant: { slug: string };
  rule: string;
}

/** What was posted to the webhook of tests and containment, all of it with signatures that hold; objectives that burn are told too. */
function notices(secret: string): Notice[] {
  return outside.heard
    .filter(({ path }) => path === '/notices')
    .map(({ headers, body }) => {
      expect(verifyWebhook(secret, headers, body, new Date())).toBe(true);
      return JSON.parse(body) as Notice;
    })
    .filter(({ type }) => type === 'test' || type.startsWith('containment.'));
}

test('a tenant whose requests keep failing is contained, told of, and let go', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const operator = await (await browser.newContext()).newPage();
  await signInAs(operator, 'platform operator');
  const { workspace, owner } = await newWorkspace(operator, browser, 'Lindholm Freight');
  const inForce = operator.getByRole('region', { name: 'In force' });
  const banner = owner.getByText('Your workspace is held back until');
  let secret = '';

  await test.step('operators are told by a signed webhook', async () => {
    await operator.goto('/console/containment');
    await expect(inForce).toContainText('Nobody is contained');
    await operator.getByRole('button', { name: 'Add an address' }).click();
    const dialog = operator.getByRole('dialog');
    await dialog.getByLabel('How').click();
    await operator.getByRole('option', { name: 'Signed webhook' }).click();
    await dialog.getByLabel('URL').fill(`${outside.url}/notices`);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    secret = await dialog.getByRole('textbox', { name: 'Secret' }).inputValue();
    await operator.keyboard.press('Escape');
    await operator.getByRole('button', { name: 'Send a test' }).click();
    await expect.poll(() => notices(secret).map(({ type }) => type)).toEqual(['test']);
    await setLeast(operator, FAILURES, 'So that a few failures show it');
  });

  await test.step('its own provider fails, again and again', async () => {
    await operator.goto(`/console?q=${workspace.slug}`);
    await operator.getByRole('link', { name: workspace.name }).click();
    await operator.getByRole('button', { name: 'Set its own key' }).click();
    const dialog = operator.getByRole('alertdialog');
    await dialog.getByLabel('Provider key').fill('sk-lindholm-freight');
    await dialog.getByLabel('Address').fill(outside.url);
    await dialog.getByLabel('Reason').fill('It brings its own account');
    await dialog.getByRole('button', { name: 'Save key' }).click();
    await expect(dialog).toBeHidden();
    const key = await makeKey(owner);
    for (let n = 0; n < FAILURES; n++) expect(await call(owner, key)).toBeGreaterThanOrEqual(500);
  });

  await test.step('a rule contains it, for the console and for the receiver', async () => {
    await operator.goto('/console/containment');
    await expect(async () => {
      await operator.reload();
      await expect(inForce).toContainText(workspace.name, { timeout: 1_000 });
    }).toPass();
    await expect(inForce).toContainText(`${RULE} · 100% of answers failed`);
    await expect
      .poll(() => notices(secret).at(-1))
      .toMatchObject({
        type: 'containment.started',
        tenant: { slug: workspace.slug },
        rule: RULE,
      });
  });

  await test.step('its owner reads what holds it back, and until when', async () => {
    await owner.goto(`/t/${workspace.slug}`);
    await expect(banner).toBeVisible();
    await expect(owner.getByText('since many of its answers failed')).toBeVisible();
  });

  await test.step('an operator lifts it, which both logs and the receiver have', async () => {
    await giveReason(operator, {
      button: 'Lift',
      confirm: 'Lift it',
      reason: 'Their provider is back',
    });
    await expect(inForce).toContainText('Nobody is contained');
    const history = operator.getByRole('region', { name: 'History' });
    await expect(history.getByRole('listitem').filter({ hasText: workspace.name })).toContainText(
      'Their provider is back',
    );
    await expect
      .poll(() => notices(secret).at(-1))
      .toMatchObject({ type: 'containment.ended', byOperator: true });
    await owner.reload();
    await expect(owner.getByRole('main')).toBeVisible();
    await expect(banner).toHaveCount(0);
  });

  await test.step('the rule is as it shipped again', async () => {
    await setLeast(operator, 20, 'As it shipped');
    const addresses = operator.getByRole('region', { name: 'Notices' });
    await addresses.getByRole('button', { name: 'Remove' }).click();
    await operator.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await expect(operator.getByText('Notices stay in the console')).toBeVisible();
  });
});
