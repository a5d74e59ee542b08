import { beforeAll, expect, it, vi } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { makePlatformPerson } from '@/e2e/support/make-platform-person';
import type { PlatformContext } from '@/lib/tenancy/context';
import { checkedMonths } from './checked-months';
import { readChecks } from './read-checks';
import { startBooksCheck } from './schedule-check';

let finance: PlatformContext;

beforeAll(async () => {
  finance = await makePlatformPerson('finance');
});

it('checks the books of both months although exports cannot be compared', async () => {
  await asSuperuser('alter function tenancy.check_exports(date) rename to check_exports_away');
  const check = startBooksCheck();
  try {
    await vi.waitFor(
      async () => {
        const found = await readChecks(finance);
        expect(found.map(({ month }) => month)).toEqual(checkedMonths(Date.now()));
      },
      { timeout: 20_000, interval: 200 },
    );
  } finally {
    await check.stop();
    await asSuperuser('alter function tenancy.check_exports_away(date) rename to check_exports');
  }
});

it('checks the exports of both months', async () => {
  const check = startBooksCheck();
  try {
    await vi.waitFor(
      async () => {
        const months = await asSuperuser<{ month: string }>(
          "select to_char(month, 'YYYY-MM') as month from export_check order by 1 desc",
        );
        expect(months.map(({ month }) => month)).toEqual(checkedMonths(Date.now()));
      },
      { timeout: 20_000, interval: 200 },
    );
  } finally {
    await check.stop();
  }
});
