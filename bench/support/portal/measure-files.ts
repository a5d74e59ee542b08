import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from '@playwright/test';
import type { DocumentPage } from '@/lib/documents/schema';
import { atLeast, atMost, type BenchReport, percentile, round } from '../report';
import { makeFiles } from './many-files';
import { readProbe, timed } from './page-probe';
import { freshPage } from './portal-browser';

const PRESS_MS = 100;
/** A run that takes longer hangs. */
const LONGEST_MS = 45 * 60_000;
const BETWEEN_MS = 1_000;

interface Place {
  browser: Browser;
  url: string;
  slug: string;
  userId: string;
}

/** All at once into the library; its page is used by mouse and keys until the last of them has ended. */
export async function measureFiles(
  report: BenchReport,
  place: Place,
  count: number,
): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tenantry-files-'));
  const { page, context } = await freshPage(place.browser, place.url, place.userId);
  try {
    const files = await makeFiles(folder, count);
    await page.goto(`/t/${place.slug}/documents`);
    await page.waitForLoadState('networkidle');
    const before = (await listed(page, place.slug)).counts;
    const from = performance.now();
    await page.getByLabel('Files to upload').setInputFiles(files);
    const presses = await pressUntilEnded(page, place.slug);
    const minutes = (performance.now() - from) / 60_000;
    const told = await toldOf(page);
    const after = (await listed(page, place.slug)).counts;
    const [indexed, failed] = [after.indexed - before.indexed, after.failed - before.failed];
    const unexplained = await failedSilently(page, place.slug);
    const ended = indexed + failed + told.known + told.refused - unexplained;
    report.results.push({
      ...{ files: count, indexed, failed_with_reason: failed - unexplained },
      ...{
        already_here: told.known,
        refused_with_reason: told.refused,
        minutes: round(minutes, 1),
      },
    });
    report.results.push({
      ...{ presses: presses.length, press_p75_ms: round(percentile(presses, 0.75), 0) },
      press_p95_ms: round(percentile(presses, 0.95), 0),
      longest_task_ms: round((await readProbe(page)).longestTask, 0),
    });
    report.targets.push(
      atLeast('files that are indexed or explained', ended, count),
      atMost('a press meanwhile at P75 (ms)', round(percentile(presses, 0.75), 0), PRESS_MS),
    );
  } finally {
    await context.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What people do while they wait; milliseconds of each press. */
async function pressUntilEnded(page: Page, slug: string): Promise<number[]> {
  const search = page.getByLabel('Search by name');
  const acts: (() => Promise<void>)[] = [
    () => page.getByRole('grid', { name: 'Documents' }).getByRole('checkbox').first().click(),
    () => page.getByRole('button', { name: /^Account:/ }).click(),
    () => page.keyboard.press('Escape'),
    () => search.press('b'),
    () => search.press('Backspace'),
  ];
  const presses: number[] = [];
  const until = performance.now() + LONGEST_MS;
  for (let n = 0; performance.now() < until; n++) {
    const act = acts[n % acts.length];
    if (act) presses.push(await timed(page, act));
    if (n % acts.length === 0 && (await hasEnded(page, slug))) return presses;
    await page.waitForTimeout(BETWEEN_MS);
  }
  throw new Error('Files were still under way after three quarters of an hour.');
}

async function hasEnded(page: Page, slug: string): Promise<boolean> {
  const heading = await uploads(page).getByRole('status').textContent();
  return !/to go/.test(heading ?? '') && (await listed(page, slug)).counts.active === 0;
}

/** What the page says of files that became no document. */
async function toldOf(page: Page): Promise<{ known: number; refused: number }> {
  const words = (await uploads(page).getByRole('status').textContent()) ?? '';
  const count = (pattern: RegExp) => Number((pattern.exec(words)?.[1] ?? '0').replaceAll(',', ''));
  return { known: count(/([\d,]+) already here/), refused: count(/([\d,]+) not uploaded/) };
}

/** Failed documents without a sentence that says why. */
async function failedSilently(page: Page, slug: string): Promise<number> {
  let silent = 0;
  let cursor: string | null = '';
  do {
    const { documents, nextCursor }: DocumentPage = await listed(
      page,
      slug,
      `stage=failed&limit=200${cursor ? `&cursor=${cursor}` : ''}`,
    );
    silent += documents.filter(({ failure }) => !failure?.message).length;
    cursor = nextCursor;
  } while (cursor);
  return silent;
}

async function listed(page: Page, slug: string, query = 'limit=1'): Promise<DocumentPage> {
  const response = await page.request.get(`/api/t/${slug}/documents?${query}`);
  if (!response.ok()) throw new Error(await response.text());
  return response.json();
}

function uploads(page: Page) {
  return page.getByRole('region', { name: 'Uploads', exact: true });
}
