import { expect } from '@playwright/test';
import { checkPage } from '../support/check-page';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';
import { newWorkspace } from '../support/new-workspace';

const WIDE = { width: 1280, height: 800 };

/** As if the cooling-off period were over. */
async function letItEnd(slug: string): Promise<void> {
  // The product's own modules read where the installation is when they are loaded.
  process.env.TENANTRY_DATA_DIR = process.env.E2E_DATA_DIR;
  const { superuserClient } = await import('../support/superuser-client');
  const client = await superuserClient();
  try {
    await client.query(
      `update tenant_leave l set asked_at = now() - interval '15 days', ends_at = now() - interval '1 day'
       from tenant t where t.id = l.tenant_id and t.slug = $1 and l.state = 'waiting'`,
      [slug],
    );
  } finally {
    await client.end();
  }
}

test('an owner ends the workspace, another takes it back, and in the end it is erased', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000);
  await signInAs(page, 'platform operator');
  const { workspace, owner } = await newWorkspace(page, browser, 'Birch Leaving');
  const { slug, name, owner: person } = workspace;
  const second = await (await browser.newContext({ viewport: WIDE })).newPage();
  const form = owner.getByRole('form', { name: 'End the workspace' });

  await test.step('a colleague comes, and becomes an owner too', async () => {
    await owner.goto(`/t/${slug}/people`);
    await expect(owner.getByText('You are the only owner')).toBeVisible();
    await owner.getByRole('button', { name: 'Add person' }).click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Second Owner');
    await dialog.getByLabel('E-mail').fill(`second@${slug}.example`);
    await dialog.getByRole('button', { name: 'Add person' }).click();
    const link = await dialog.getByLabel('One-time link').inputValue();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await second.goto(link);
    await second.getByLabel('Password').fill('four calm grey herons');
    await second.getByRole('button', { name: 'Set password and sign in' }).click();
    await expect(second).toHaveURL(new RegExp(`/t/${slug}$`));
    await owner.reload();
    await owner.getByRole('button', { name: 'Make Second Owner an owner' }).first().click();
    await owner.getByRole('button', { name: 'Make an owner', exact: true }).click();
    await expect(owner.getByText('Second Owner is an owner', { exact: true })).toBeVisible();
  });

  await test.step('what would happen is said before, with the export', async () => {
    await owner.goto(`/t/${slug}/data`);
    await owner.getByRole('link', { name: 'See what would happen' }).click();
    await expect(owner.getByRole('heading', { level: 1, name: 'End the workspace' })).toBeVisible();
    await expect(owner.getByText('14 days, if you end it now')).toBeVisible();
    await expect(owner.getByText(/the plan’s fee by days/)).toBeVisible();
    await expect(owner.getByRole('button', { name: 'Export everything' })).toBeVisible();
  });

  await test.step('it wants the name, a reason and the password, by keyboard', async () => {
    await form.getByRole('button', { name: /End the workspace in/ }).focus();
    await owner.keyboard.press('Enter');
    await expect(form.getByText(`Type ${name} to confirm.`)).toBeVisible();
    await form.getByLabel(`Type ${name} to confirm`).fill(name);
    await form.getByLabel('Reason').fill('We merged with another company');
    await form.getByLabel('Your password').fill('not the password at all');
    await owner.keyboard.press('Enter');
    await expect(form.getByRole('alert')).toContainText('This is not your password.');
    await form.getByLabel('Your password').fill(person.password);
    await owner.keyboard.press('Enter');
    await expect(owner.getByText('The workspace ends in 14 days.')).toBeVisible();
    await expect(owner.getByText('We merged with another company').first()).toBeVisible();
  });

  await test.step('everybody is told, the platform sees it and cannot shorten it', async () => {
    await second.goto(`/t/${slug}`);
    await expect(
      second.getByText(/This workspace ends on .* UTC, and everything in it/),
    ).toBeVisible();
    await page.goto(`/console?q=${slug}`);
    await expect(page.getByRole('row').filter({ hasText: name })).toContainText('Leaves on');
    await page.getByRole('link', { name, exact: true }).click();
    const lifeCycle = page.locator('#life-cycle');
    await expect(lifeCycle.getByText('Nobody of the platform shortens the period')).toBeVisible();
    await expect(lifeCycle.getByRole('button', { name: 'Erase', exact: true })).toHaveCount(0);
  });

  await test.step('the other owner takes it back', async () => {
    await second.getByRole('button', { name: 'Keep the workspace' }).click();
    await expect(second.getByText('The workspace stays.')).toBeVisible();
    await expect(second.getByText(/This workspace ends on/)).toHaveCount(0);
    await second.goto(`/t/${slug}/leave`);
    await checkPage(second);
  });

  await test.step('the first steps down and leaves, the other ends it for good', async () => {
    await owner.goto(`/t/${slug}/people`);
    await owner.getByRole('button', { name: 'Step down as owner' }).click();
    await owner.getByRole('button', { name: 'Step down', exact: true }).click();
    await expect(owner.getByText('You are an admin now')).toBeVisible();
    await owner.getByRole('button', { name: 'Leave this workspace' }).click();
    await owner.getByRole('button', { name: 'Leave the workspace', exact: true }).click();
    await expect(owner).toHaveURL(/\/workspaces$/);
    const last = second.getByRole('form', { name: 'End the workspace' });
    await last.getByLabel(`Type ${name} to confirm`).fill(name);
    await last.getByLabel('Reason').fill('We merged after all');
    await last.getByLabel('Your password').fill('four calm grey herons');
    await last.getByRole('button', { name: /End the workspace in/ }).click();
    await expect(second.getByText('The workspace ends in 14 days.')).toBeVisible();
    await checkPage(second);
  });

  await test.step('when the period is over it is erased, with a receipt', async () => {
    await letItEnd(slug);
    await expect(async () => {
      await page.goto('/console/erased');
      await expect(page.getByRole('row').filter({ hasText: slug })).toContainText(
        'We merged after all',
      );
      await page
        .getByRole('row')
        .filter({ hasText: slug })
        .getByRole('link')
        .first()
        .click({ timeout: 2_000 });
      await expect(page.getByText('Signed with this installation’s key')).toBeVisible({
        timeout: 2_000,
      });
    }).toPass({ timeout: 90_000 });
    await expect(page.getByRole('table', { name: 'Bills by month' })).toBeVisible();
    await second.goto(`/t/${slug}`);
    await expect(second).toHaveURL(/\/sign-in/);
  });
});
