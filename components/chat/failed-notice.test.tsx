import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { ErrorBody, LimitDetail } from '@/lib/errors';
import { FailedNotice } from './failed-notice';

const LIMIT: LimitDetail = {
  ...{ name: 'price_per_month', scope: 'user', period: 'month', unit: 'nano_usd' },
  ...{ limit: '1000000000', used: '1000000000', reserved: '0' },
  ...{ resetsAt: '2026-12-01T00:00:00.000Z', timeZone: 'UTC', remedy: 'Wait for the reset.' },
};

const FAILED = {
  ...{ conversationId: undefined, question: 'q', model: undefined },
  ...{ givenBack: true, at: 0 },
};

const drawn = (error: ErrorBody) =>
  renderToStaticMarkup(
    <QueryClientProvider client={new QueryClient()}>
      <FailedNotice
        slug="acme"
        failed={{ ...FAILED, error }}
        onDismiss={() => undefined}
        onCheaper={() => undefined}
        onQueue={() => undefined}
      />
    </QueryClientProvider>,
  );

it('says of a day’s quota what it is of, and offers no queue for it', () => {
  const { unit: _, ...limit } = LIMIT;
  const html = drawn({
    ...{
      code: 'rate_limited',
      message: 'This workspace was sent as much data today as it may be.',
    },
    limit: { ...limit, name: 'bytes_out_per_day', scope: 'tenant', period: 'day' },
  });
  expect(html).toContain('was sent as much data today');
  expect(html).not.toMatch(/budget|tokens|Queue it/);
});

it.each([
  [{ queue: false }, []],
  [{ queue: true }, ['Queue it']],
  [{ queue: false, cheaper: 'claude-haiku-5-5' }, ['Ask Haiku 5.5 now']],
  [undefined, []],
])('offers what the refusal offers: %j', (offers, expected) => {
  const html = drawn({ code: 'budget_exhausted', message: 'm', limit: { ...LIMIT, offers } });
  expect(html).toContain('Your own budget for this month cannot take this question.');
  const buttons = ['Queue it', 'Ask Haiku 5.5 now'].filter((words) => html.includes(words));
  expect(buttons).toEqual(expected);
});
