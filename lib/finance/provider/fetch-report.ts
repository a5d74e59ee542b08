import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { env } from '@/lib/env';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { costPage, costRows, usagePage, usageRows } from './api-pages';
import type { ProviderReport, ReportRow } from './provider-report';

const TIMEOUT_MS = 30_000;
const MOST_PAGES = 200;
const DAYS_A_PAGE = '31';

/** Where the reports are, and the key that may read them. */
export interface AdminAccess {
  url: string;
  key: string;
}

/** Whether an admin key is configured. */
export function canAskProvider(): boolean {
  return env.ANTHROPIC_ADMIN_KEY !== undefined;
}

/** Throws `invalid_input` when no admin key is configured. */
export function adminAccess(): AdminAccess {
  if (!env.ANTHROPIC_ADMIN_KEY)
    throw new AppError('invalid_input', 'No admin key is configured. Upload the report instead.');
  return { url: env.ANTHROPIC_ADMIN_URL, key: env.ANTHROPIC_ADMIN_KEY };
}

/** Tokens of the days, both included, by model, tier and key. Throws `model_unavailable`. */
export function fetchUsage(access: AdminAccess, from: string, to: string): Promise<ProviderReport> {
  const groups = ['model', 'service_tier', 'api_key_id'];
  return fetchPages(
    access,
    'usage',
    'usage_report/messages',
    groups,
    from,
    to,
    usagePage,
    usageRows,
  );
}

/** Cents of the days, both included, by model, tier and token type. Throws `model_unavailable`. */
export function fetchCosts(access: AdminAccess, from: string, to: string): Promise<ProviderReport> {
  return fetchPages(access, 'cost', 'cost_report', ['description'], from, to, costPage, costRows);
}

interface Page {
  has_more: boolean;
  next_page?: string | null;
}

async function fetchPages<T extends Page>(
  access: AdminAccess,
  kind: ProviderReport['kind'],
  path: string,
  groups: readonly string[],
  from: string,
  to: string,
  schema: z.ZodType<T>,
  rowsOf: (page: T) => ReportRow[],
): Promise<ProviderReport> {
  const rows: ReportRow[] = [];
  const sum = createHash('sha256');
  let next: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const address = addressOf(access.url, path, groups, from, to, next);
    const body: string = await ask(address, access.key);
    sum.update(body);
    const page: T = parsed(schema, body);
    rows.push(...rowsOf(page).filter((row) => row.day >= from && row.day <= to));
    if (!page.has_more) {
      const report = { kind, source: 'api' as const, fileName: '', fromDay: from, toDay: to };
      return { ...report, sha256: sum.digest('hex'), rows };
    }
    if (!page.next_page || page.next_page === next) break;
    next = page.next_page;
  }
  throw unusable(new Error('The pages of the report do not end.'));
}

function addressOf(
  url: string,
  path: string,
  groups: readonly string[],
  from: string,
  to: string,
  next: string | null,
): string {
  const query = new URLSearchParams({
    starting_at: `${from}T00:00:00Z`,
    ending_at: new Date(Date.parse(to) + 86_400_000).toISOString().replace('.000', ''),
    bucket_width: '1d',
    limit: DAYS_A_PAGE,
  });
  for (const group of groups) query.append('group_by[]', group);
  if (next) query.set('page', next);
  return `${url.replace(/\/+$/, '')}/v1/organizations/${path}?${query}`;
}

async function ask(address: string, key: string): Promise<string> {
  let response: Response;
  try {
    response = await fetch(address, {
      headers: { 'x-api-key': key, 'anthropic-version': '2023-06-01' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      cache: 'no-store',
      redirect: 'error',
    });
    if (response.ok) return await response.text();
  } catch (cause) {
    throw new AppError('model_unavailable', 'The provider cannot be reached right now.', { cause });
  }
  log.warn({ status: response.status }, 'the provider refused its reports');
  throw new AppError('model_unavailable', refusalWords(response.status));
}

function refusalWords(status: number): string {
  if (status === 401 || status === 403) return 'The provider does not accept the admin key.';
  if (status === 429) return 'The provider asks to wait before its reports are read again.';
  return `The provider answered with status ${status}.`;
}

function parsed<T>(schema: z.ZodType<T>, body: string): T {
  try {
    return schema.parse(JSON.parse(body));
  } catch (cause) {
    throw unusable(cause);
  }
}

function unusable(cause: unknown): AppError {
  return new AppError('model_unavailable', 'The provider’s report cannot be read.', { cause });
}
