import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { signInAs } from '../support/demo-sign-in';
import { test } from '../support/journey';
import { inJourneysDatabase } from '../support/journey-superuser';

const VERIFIED = 'Verified in this browser';

/** The workspace's log, once this browser has proven what it shows. */
async function openVerified(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.getByText(VERIFIED, { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('tr[data-proof="false"]')).toHaveCount(0);
}

test('an admin sees which row of the audit log was altered in the database', async ({
  page,
}, info) => {
  await signInAs(page, 'Halden Marine: admin');
  const address = `${new URL(page.url()).pathname.split('/').slice(0, 3).join('/')}/audit`;
  await openVerified(page, address);
  const row = page.locator('tr[data-proof="proven"]').nth(1);
  const id = await row.getAttribute('data-entry');
  const altered = page.locator(`tr[data-entry="${id}"]`);

  await test.step('the row turns red, and no other', async () => {
    const [kept] = await inJourneysDatabase<{ actor_id: string }>(
      'select actor_id from audit_entry where id = $1',
      [id],
    );
    await inJourneysDatabase('update audit_entry set actor_id = gen_random_uuid() where id = $1', [
      id,
    ]);
    await page.reload();
    await expect(altered).toHaveAttribute('data-proof', 'false');
    await expect(altered).toContainText('Not what was signed');
    await expect(page.locator('tr[data-proof="false"]')).toHaveCount(1);
    await expect(
      page.getByRole('alert').filter({ hasText: 'One entry is not what was signed' }),
    ).toBeVisible();
    await inJourneysDatabase('update audit_entry set actor_id = $2 where id = $1', [
      id,
      kept?.actor_id,
    ]);
    await openVerified(page, address);
    await expect(altered).toHaveAttribute('data-proof', 'proven');
  });

  await test.step('the whole log is verified offline with the key alone', async () => {
    const save = async (name: string, file: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name }).click(),
      ]);
      const to = path.join(info.outputDir, file);
      await download.saveAs(to);
      return to;
    };
    const [log, key] = [await save('Whole log', 'log.jsonl'), await save('Public key', 'key')];
    const args = ['scripts/audit-verify.mjs', log, '--key', key];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toMatch(
      /^Good: \d+ entries/,
    );
  });

  await test.step('a log that is not the one seen before is refused until the reader takes it', async () => {
    await page.evaluate(() => {
      for (const name of Object.keys(localStorage).filter((each) =>
        each.startsWith('tenantry.audit.'),
      )) {
        const seen = JSON.parse(localStorage.getItem(name) ?? '{}');
        seen.root = btoa('x'.repeat(32));
        localStorage.setItem(name, JSON.stringify(seen));
      }
    });
    await page.reload();
    await expect(page.getByText('This is not the log that this browser saw before')).toBeVisible();
    await page.getByRole('button', { name: 'Begin anew with this log' }).click();
    await expect(page.getByText(VERIFIED, { exact: true })).toBeVisible();
  });

  await test.step('it is narrowed to one object', async () => {
    await page.getByLabel('Id of a request or object').fill('00000000-0000-4000-8000-000000000000');
    await page.getByRole('button', { name: 'Find' }).click();
    await expect(page.getByText('Nothing was recorded')).toBeVisible();
  });
});

test('an operator verifies both logs, and sees an altered reason', async ({ page }) => {
  await signInAs(page, 'platform operator');
  await openVerified(page, '/console/audit?log=platform');
  const id = await page.locator('tr[data-proof="proven"]').first().getAttribute('data-entry');
  const [kept] = await inJourneysDatabase<{ reason: string }>(
    'select reason from platform_audit where id = $1',
    [id],
  );
  await inJourneysDatabase("update platform_audit set reason = 'nothing' where id = $1", [id]);
  await page.reload();
  await expect(page.locator(`tr[data-entry="${id}"]`)).toHaveAttribute('data-proof', 'false');
  await inJourneysDatabase('update platform_audit set reason = $2 where id = $1', [
    id,
    kept?.reason,
  ]);
  await openVerified(page, '/console/audit');
});
