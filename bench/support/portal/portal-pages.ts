import type { Page } from '@playwright/test';

export interface PortalPage {
  name: string;
  /** Behind `/t/<slug>`. */
  path: string;
  /** What people do there, one press after the other. */
  presses: ((page: Page) => Promise<void>)[];
}

const account = (page: Page) => page.getByRole('button', { name: /^Account:/ }).click();
const pressEscape = (page: Page) => page.keyboard.press('Escape');
const EVERYWHERE = [account, pressEscape];

const typeQuestion = async (page: Page) => {
  await page.getByLabel('Question', { exact: true }).press('w');
};
const openScope = (page: Page) => page.getByRole('button', { name: /^Asked of:/ }).click();
const openOptions = async (page: Page) => {
  const item = page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('listitem')
    .first();
  await item.hover();
  await item.getByRole('button').click();
};

/** Every page of a workspace, with one of its documents and one of its conversations. */
export function portalPages(documentId: string, conversationId: string): PortalPage[] {
  const page = (name: string, path: string, ...presses: PortalPage['presses']): PortalPage => ({
    ...{ name, path, presses: [...presses, ...EVERYWHERE] },
  });
  const chat = [typeQuestion, openScope, pressEscape, openOptions, pressEscape];
  return [
    page('chat', '', ...chat),
    page('conversation', `/c/${conversationId}`, ...chat),
    page(
      'documents',
      '/documents',
      (at) => at.getByRole('checkbox').nth(1).click(),
      (at) =>
        at
          .getByRole('button', { name: /^Options of/ })
          .nth(4)
          .click(),
      pressEscape,
      (at) => at.getByLabel('Search by name').press('q'),
    ),
    page('document', `/documents/${documentId}`),
    page('folders', '/documents/folders'),
    ...[
      ...['usage', 'usage/statement', 'budgets', 'limits', 'plan', 'people', 'keys'],
      ...['api-reference', 'assistant', 'isolation', 'data', 'audit', 'conversations'],
    ].map((path) => page(path, `/${path}`)),
  ];
}
