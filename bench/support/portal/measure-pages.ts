import type { Browser, Page } from '@playwright/test';
import { atMost, type BenchReport, percentile, round } from '../report';
import { readProbe, timed } from './page-probe';
import { freshPage } from './portal-browser';
import type { PortalPage } from './portal-pages';

const PAINT_MS = 1_500;
const PRESS_MS = 100;
const SCRIPT_KB = 250;
/** Of these the scripts are counted. */
const CHAT = ['chat', 'conversation'];

interface Visited {
  browser: Browser;
  url: string;
  slug: string;
  userId: string;
}

interface Visit {
  /** Milliseconds until the server's answer began. */
  firstByte: number;
  paint: number;
  presses: number[];
  /** Bytes of scripts as they went over the wire. */
  scripts: number;
}

/** Each page in turn, so that whatever else the machine does meets all of them; nothing of an earlier visit is in a cache. */
export async function measurePages(
  report: BenchReport,
  at: Visited,
  pages: readonly PortalPage[],
  rounds: number,
): Promise<void> {
  const visits = new Map<string, Visit[]>(pages.map(({ name }) => [name, []]));
  // The first makes the server load what each page needs.
  for (let n = -1; n < rounds; n++)
    for (const page of pages) {
      const made = await visit(at, page);
      if (n >= 0) visits.get(page.name)?.push(made);
    }
  for (const [page, made] of visits) {
    const paint = percentile(
      made.map((each) => each.paint),
      0.75,
    );
    const press = percentile(
      made.flatMap((each) => each.presses),
      0.75,
    );
    const scripts = Math.max(...made.map((each) => each.scripts)) / 1_000;
    report.results.push({
      page,
      visits: made.length,
      first_byte_p75_ms: round(
        percentile(
          made.map((each) => each.firstByte),
          0.75,
        ),
        0,
      ),
      paint_p75_ms: round(paint, 0),
      press_p75_ms: round(press, 0),
      press_most_ms: round(Math.max(...made.flatMap((each) => each.presses)), 0),
      scripts_kb: round(scripts, 1),
    });
    report.targets.push(atMost(`${page}: largest paint at P75 (ms)`, round(paint, 0), PAINT_MS));
    report.targets.push(atMost(`${page}: a press at P75 (ms)`, round(press, 0), PRESS_MS));
    if (CHAT.includes(page))
      report.targets.push(atMost(`${page}: scripts (kB)`, round(scripts, 1), SCRIPT_KB));
  }
}

async function visit({ browser, url, slug, userId }: Visited, wanted: PortalPage): Promise<Visit> {
  const { page, context } = await freshPage(browser, url, userId);
  try {
    const scripts = countScripts(page);
    await page.goto(`/t/${slug}${wanted.path}`);
    await page.waitForLoadState('networkidle');
    const { largestPaint, firstByte } = await readProbe(page);
    if (largestPaint === 0) throw new Error(`${wanted.name} painted nothing.`);
    // What comes with a press is not the page's own any more.
    const bytes = await scripts();
    const presses: number[] = [];
    for (const press of wanted.presses) presses.push(await timed(page, () => press(page)));
    return { firstByte, paint: largestPaint, presses, scripts: bytes };
  } finally {
    await context.close();
  }
}

/** The bodies of all scripts so far, as they were sent: compressed. */
function countScripts(page: Page): () => Promise<number> {
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    if (request.resourceType() === 'script')
      sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  return async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
