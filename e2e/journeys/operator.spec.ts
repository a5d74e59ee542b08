import { expect } from '@playwright/test';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';

/** Of a cell that says below how the count moved. */
function countOf(text: string): number {
  return Number(/^[\d,]+/.exec(text.trim())?.[0].replaceAll(',', ''));
}

test('an operator watches the fleet, finds a request and changes a quota', async ({ page }) => {
  await signInAs(page, 'platform operator');
  await expect(page.getByRole('heading', { level: 1, name: 'Fleet' })).toBeVisible();
  await page.getByRole('link', { name: '30d', exact: true }).click();
  await expect(page).toHaveURL(/range=30d/);

  await test.step('sort and search live in the URL', async () => {
    await page
      .getByRole('columnheader', { name: 'Requests' })
      .getByRole('link', { name: 'Requests' })
      .click();
    await expect(page).toHaveURL(/sort=-requests/);
    const counts = await page.locator('tbody tr td:nth-child(4)').allInnerTexts();
    const numbers = counts.map(countOf);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    const total = await page.locator('tfoot td:nth-child(2)').textContent();
    expect(numbers.reduce((a, b) => a + b, 0)).toBe(countOf(total ?? ''));
    await page.getByLabel('Search tenants').fill('no such tenant');
    await expect(page.getByText('No tenant matches')).toBeVisible();
    await page.getByLabel('Search tenants').fill('');
  });

  const tenant = page.locator('tbody tr').first().getByRole('link');
  const name = (await tenant.textContent()) ?? '';
  await tenant.click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  await expect(page).toHaveURL(/range=30d/);

  await test.step('a number leads to the request behind it', async () => {
    await page
      .getByRole('region', { name: 'Requests', exact: true })
      .getByRole('link')
      .first()
      .click();
    await expect(page.getByRole('heading', { level: 1, name: 'Request' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Stages' })).toContainText(
      'Limits and budgets checked',
    );
    await page.goBack();
  });

  await page.getByRole('link', { name: 'Edit quota' }).click();
  const save = page.getByRole('button', { name: /^Save version/ });
  await expect(save).toBeDisabled();
  const field = page.getByLabel('Requests a minute');
  const wanted = Number((await field.inputValue()).replaceAll(',', '')) + 7;
  await field.fill(String(wanted));
  const version = Number((await save.textContent())?.replace(/\D/g, ''));

  await test.step('a reason is asked for', async () => {
    await save.click();
    await expect(page.getByText('Say why, in at least three characters.')).toBeVisible();
  });
  const reason = `Seven more a minute, version ${version}`;
  await page.getByLabel('Reason').fill(reason);
  await save.click();
  await expect(page.getByRole('heading', { name: `Policy, version ${version}` })).toBeVisible();
  await expect(page.getByText(reason).first()).toBeVisible();
  await expect(page.locator('#policy')).toContainText(`${wanted.toLocaleString('en-US')} requests`);

  await test.step('the change is in the audit log', async () => {
    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByLabel('Action').selectOption('policy.edit');
    await expect(page).toHaveURL(/action=policy\.edit/);
    await expect(page.getByRole('row').filter({ hasText: reason })).toContainText(name);
  });
});

test('an auditor reads the console and changes nothing', async ({ page }) => {
  await signInAs(page, 'platform auditor');
  await expect(page.getByRole('heading', { level: 1, name: 'Fleet' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'New tenant' })).toHaveCount(0);
  await page.locator('tbody tr').first().getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'Policy history' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Edit quota' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Suspend' })).toHaveCount(0);
  const policy = await page.goto(`${new URL(page.url()).pathname}/policy`);
  expect(policy?.status()).toBe(404);
});
