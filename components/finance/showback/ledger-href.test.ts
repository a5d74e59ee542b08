import { expect, it } from 'vitest';
import { daysOfMonth, ledgerHref } from './ledger-href';

it('leads to the rows of other days and of one line with the report’s own filters', () => {
  const params = { by: 'model', page: '2', range: 'year', plan: 'starter', from: '2015-02-01' };
  const days = { from: '2014-01-30', to: '2014-03-02' };
  const address = new URL(ledgerHref(params, days, { model: 'claude-sonnet-5-5' }), 'http://a');
  expect(address.pathname).toBe('/finance/ledger');
  expect(Object.fromEntries(address.searchParams)).toEqual({
    ...{ plan: 'starter', ...days, usage: 'only', model: 'claude-sonnet-5-5' },
  });
});

it('knows the last day of a month', () => {
  const last = ['2015-02', '2016-02', '2015-12', '2015-04'].map((month) => daysOfMonth(month).to);
  expect(last).toEqual(['2015-02-28', '2016-02-29', '2015-12-31', '2015-04-30']);
});
