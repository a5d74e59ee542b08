import type { Page } from '@playwright/test';

export interface PortalPage {
  name: string;
  /** Behind `/t/<slug>`. */
  path: string;
  /** What people do there, one press after the other. */
  presses: Press[];
}

type Press = (page: Page) => Promise<void>;

interface Known {
  /** Where it is not what the folders say. */
  name?: string;
  /** Of a page of one thing, or with a choice in its address. */
  path?: string;
  presses: Press[];
}

const account: Press = (page) => page.getByRole('button', { name: /^Account:/ }).click();
const pressEscape: Press = (page) => page.keyboard.press('Escape');
const typeQuestion: Press = async (page) => {
  await page.getByLabel('Question', { exact: true }).press('w');
};
const openScope: Press = (page) => page.getByRole('button', { name: /^Asked of:/ }).click();
const openOptions: Press = async (page) => {
  const item = page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('listitem')
    .first();
  await item.hover();
  await item.getByRole('button').click();
};
const CHAT = [
  typeQuestion,
  ...[openScope, pressEscape, openOptions, pressEscape, account, pressEscape],
];
/** Of a page that is only read. */
const READ: Press[] = [(page) => page.keyboard.press('End')];

/** A dialog or a menu, opened and closed. */
const opens = (name: string | RegExp): Press[] => [
  (page) => page.getByRole('main').getByRole('button', { name }).first().click(),
  pressEscape,
];
const types = (label: string, key: string): Press[] => [
  (page) =>
    page
      .getByRole('main')
      .getByLabel(new RegExp(`^${label}`))
      .first()
      .press(key),
];
/** The second of a few choices, each an address. */
const chooses = (label: string): Press[] => [
  (page) => page.getByRole('navigation', { name: label }).getByRole('link').nth(1).click(),
];

function knownPages(documentId: string, conversationId: string): Record<string, Known> {
  return {
    '': { name: 'chat', presses: CHAT },
    '/c/[conversationId]': {
      ...{ name: 'conversation', path: `/c/${conversationId}`, presses: CHAT },
    },
    '/documents': {
      presses: [
        (at) => at.getByRole('checkbox').nth(1).click(),
        (at) =>
          at
            .getByRole('button', { name: /^Options of/ })
            .nth(4)
            .click(),
        pressEscape,
        (at) => at.getByLabel('Search by name').press('q'),
      ],
    },
    '/documents/[id]': { name: 'document', path: `/documents/${documentId}`, presses: READ },
    '/documents/folders': { name: 'folders', presses: opens('New folder') },
    '/usage': { presses: chooses('Grouped by') },
    '/usage/statement': {
      presses: [(at) => at.getByLabel('Month', { exact: true }).click(), pressEscape],
    },
    '/budgets': { presses: opens('Add a budget') },
    '/limits': { presses: types('Requests a minute', '1') },
    '/plan': { presses: opens(/^(Up|Down)grade to/) },
    '/people': { presses: opens('Add person') },
    '/keys': { presses: opens('Create key') },
    '/api-reference': { presses: [(at) => at.locator('main summary').first().click()] },
    '/assistant': { presses: types('Blocked topics', 'q') },
    '/isolation': { presses: READ },
    '/data': { presses: [(at) => at.getByLabel('Delete documents by age').click()] },
    '/leave': { presses: types('Reason', 'w') },
    '/audit': { presses: types('Action', 'ArrowDown') },
    '/audit/seen': { presses: types('Id of the document', 'a') },
    '/compliance': { presses: chooses('Summary') },
    '/conversations': { presses: READ },
    '/conversations/[id]': { path: `/conversations/${conversationId}`, presses: READ },
    '/incidents': { presses: READ },
    '/notifications': { presses: opens('Add a webhook') },
    '/support': {
      path: `/support?conversation=${conversationId}`,
      presses: types('What to look at', 'w'),
    },
  };
}

/**
 * The pages of these routes, with one of the workspace's documents and one of its conversations, and what people do on each.
 * Throws for a route whose page nobody presses here, and for one that the product has no more.
 */
export function portalPages(
  routes: readonly string[],
  documentId: string,
  conversationId: string,
): PortalPage[] {
  const known = new Map(Object.entries(knownPages(documentId, conversationId)));
  const gone = [...known.keys()].filter((route) => !routes.includes(route));
  if (gone.length > 0) throw new Error(`The portal has no page ${gone.join(', ')} any more.`);
  return routes.map((route) => {
    const page = known.get(route);
    if (!page) throw new Error(`Nobody presses anything of the page ${route || '/'} yet.`);
    const { name = route.slice(1), path = route, presses } = page;
    return { name, path, presses };
  });
}
