import { type Browser, expect, type Page } from '@playwright/test';

export interface NewWorkspace {
  slug: string;
  name: string;
  owner: { name: string; email: string; password: string };
}

/**
 * Makes a tenant through the console as the operator whose page this is, ends on the tenant's page, and
 * returns it with its owner's page, signed in: for journeys that change or destroy what they work on. `look` is given
 * the owner's page while it shows the link, before it is used.
 */
export async function newWorkspace(
  operator: Page,
  browser: Browser,
  name: string,
  look: (invited: Page) => Promise<void> = async () => undefined,
): Promise<{ workspace: NewWorkspace; owner: Page }> {
  const slug = `${name.toLowerCase().replaceAll(' ', '-')}-${Date.now().toString(36)}`;
  const person = {
    name: `Owner of ${name}`,
    email: `owner@${slug}.example`,
    password: 'three calm grey herons',
  };
  await operator.goto('/console/tenants/new');
  await operator.getByLabel('Name').first().fill(name);
  await operator.getByLabel('Slug').fill(slug);
  await operator.getByLabel('Name').last().fill(person.name);
  await operator.getByLabel('E-mail').fill(person.email);
  await operator.getByRole('button', { name: 'Create tenant' }).click();
  const link = await operator.locator('code', { hasText: '/link/' }).textContent();
  await operator.getByRole('link', { name: `Open ${name}` }).click();
  await expect(operator.getByRole('heading', { level: 1, name })).toBeVisible();

  // A page that made its own context cannot be looked at by axe.
  const owner = await (await browser.newContext()).newPage();
  await owner.goto(link ?? '');
  await expect(owner.getByLabel('Password')).toBeVisible();
  await look(owner);
  await owner.getByLabel('Password').fill(person.password);
  await owner.getByRole('button', { name: 'Set password and sign in' }).click();
  await expect(owner).toHaveURL(new RegExp(`/t/${slug}$`));
  return { workspace: { slug, name, owner: person }, owner };
}
