import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { z } from 'zod';
import { takesPart } from './journey';

const signIns = z.array(
  z.object({ role: z.string(), email: z.string(), password: z.string(), url: z.string() }),
);

/** Signs in through the form as the first demo person with the role or address, and waits for that person's page. */
export async function signInAs(page: Page, who: string): Promise<void> {
  const file = path.join(process.env.E2E_DATA_DIR ?? '.data', 'demo-sign-ins.json');
  const people = signIns.parse(JSON.parse(await readFile(file, 'utf8')));
  const person = people.find(({ role, email }) => role === who || email === who);
  if (!person) throw new Error(`No demo person is ${who}.`);
  await page.goto(`/sign-in?next=${encodeURIComponent(person.url)}`);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`${person.url}$`));
  await takesPart(page);
}
