import { expect } from '@playwright/test';
import { checkPage } from '../support/check-page';
import { signInAs } from '../support/demo-sign-in';
import { giveReason } from '../support/give-reason';
import { test } from '../support/journey';

test('an operator runs the self-test and finds it in the history', async ({ page }) => {
  await signInAs(page, 'platform operator');
  await page.getByRole('link', { name: 'Security', exact: true }).click();
  await expect(page.getByText('No alerts')).toBeVisible();
  await page.getByRole('button', { name: 'Run self-test' }).click();
  // The first run makes the two canary tenants.
  await expect(page).toHaveURL(/run=[0-9a-f-]{36}$/, { timeout: 60_000 });
  await expect(page.getByText('All held')).toBeVisible();
  const matrix = page.getByRole('region', { name: 'Paths and locks' });
  await expect(matrix.getByText('Held').first()).toBeVisible();
  await expect(matrix.getByText('Failed')).toHaveCount(0);
  await expect(matrix.getByText('Empty')).toHaveCount(0);
  const run = new URL(page.url()).searchParams.get('run');
  const entry = page.locator(`a[href$="run=${run}"]`);
  await expect(entry).toHaveText(/Olivia Brandt.*\d+ held$/s);

  await test.step('a later look shows the same run', async () => {
    await page.goto('/console/security');
    await entry.click();
    await expect(entry).toHaveAttribute('aria-current', 'true');
    await expect(page.getByText('All held')).toBeVisible();
  });

  await test.step('the canaries’ use is no tenant’s cost', async () => {
    await page.goto('/finance?range=7d');
    await expect(page.getByRole('button', { name: /^Books agree ./ })).toBeVisible();
    const tenants = page.getByLabel('Tenant', { exact: true }).locator('option');
    await expect(tenants.filter({ hasText: 'Halden Marine' })).toHaveCount(1);
    await expect(tenants.filter({ hasText: 'Canary' })).toHaveCount(0);
    await expect(page.getByRole('region', { name: 'Cost by tenant' })).not.toContainText('Canary');
  });
});

test('what is not there below the API runs and loads nothing', async ({ page }) => {
  const answer = await page.request.get('/api/unknown');
  expect(answer.status()).toBe(404);
  expect(answer.headers()['content-security-policy']).toContain("default-src 'none'");
});

/** Every sentence of a workspace is embedded anew, beside whatever else the machine does. */
const BUILT = { timeout: 60_000 };

test('an operator rotates keys, re-indexes and moves what a second one approves, each of another tenant', async ({
  page,
  browser,
}) => {
  test.setTimeout(300_000);
  const second = await (await browser.newContext()).newPage();
  await signInAs(page, 'platform operator');
  await signInAs(second, 'second platform operator');
  const keys = page.locator('#keys');
  const placement = page.locator('#placement');
  const open = async (name: string) => {
    await page.goto(`/console?q=${encodeURIComponent(name)}`);
    await page.getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  };

  const approve = async (reason: string) => {
    await second.goto('/console/policies');
    const change = second.getByRole('listitem').filter({ hasText: reason });
    await expect(change.getByText('shared with other tenants')).toBeVisible();
    await change.getByRole('button', { name: 'Approve', exact: true }).click();
    await second.getByLabel('Reason').fill('Looked at the contract');
    await second.getByRole('button', { name: 'Approve it' }).click();
    await expect(second.getByText('It was approved.')).toBeVisible();
  };

  const rotated = await test.step('a rotation begins', async () => {
    await open('Fernway Studio');
    const before = Number((await keys.getByRole('heading').textContent())?.replace(/\D/g, ''));
    await giveReason(page, {
      button: 'Rotate',
      confirm: 'Rotate keys',
      reason: 'A yearly rotation',
    });
    await expect(keys.getByRole('progressbar', { name: /^Key rotation/ })).toBeVisible();
    await expect(keys.getByRole('heading')).toHaveText(`Keys, version ${before + 1}`);
    return page.url();
  });

  await test.step('an index is built again', async () => {
    await open('Halden Marine');
    await giveReason(page, {
      button: 'Re-index',
      confirm: 'Re-index',
      reason: 'A backup was restored',
    });
    await expect(placement.getByText('Generation 2', { exact: true })).toBeVisible(BUILT);
  });

  await test.step('vectors move to the shared place, and back', async () => {
    await open('Brightwell Clinics');
    await placement.getByRole('button', { name: 'Move', exact: true }).click();
    const dialog = page.getByRole('alertdialog');
    await dialog.getByLabel('Vectors lie in').click();
    await page.getByRole('option', { name: 'Shared with other tenants' }).click();
    await dialog.getByLabel('Reason').fill('A smaller plan');
    await dialog.getByRole('button', { name: 'Propose the move' }).click();
    await expect(dialog).toBeHidden();
    await expect(placement.getByText('A move is proposed')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Approve', exact: true })).toHaveCount(0);
    await checkPage(page);
    await approve('A smaller plan');
    await page.reload();
    await expect(placement.getByText(/^The way back: .*namespace of its own/)).toBeVisible(BUILT);
    await expect(page.locator('#policy').getByText('shared with other tenants')).toBeVisible();
    const history = placement.getByRole('region', { name: 'History of the placement' });
    await expect(history).toContainText('A smaller plan');
    await expect(history.getByRole('button', { name: 'Move back to this' })).toBeVisible();
    await checkPage(page);
    await giveReason(page, {
      button: 'Move back',
      confirm: 'Propose the move back',
      reason: 'It grew again',
    });
    await expect(placement.getByText('A move is proposed')).toBeVisible();
    await approve('It grew again');
    await page.reload();
    await expect(placement.getByText(/^The way back: .*shared with other tenants/)).toBeVisible(
      BUILT,
    );
  });

  await test.step('the rotation has ended, and no older key is left', async () => {
    await page.goto(rotated);
    // It waits a minute for whoever still writes under the older key.
    const entry = page.locator('#life-cycle').getByRole('listitem').first();
    await expect(entry).toContainText('A yearly rotation');
    await expect(entry).toContainText('Done', { timeout: 120_000 });
    await expect(keys.getByText(/^Older versions0$/)).toBeVisible();
  });
});
