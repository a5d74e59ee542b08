import { expect, it } from 'vitest';
import type { Statement, StatementLine } from '@/lib/finance/statement/schema';
import { lineLinks } from './line-links';

const ENTRY = '00000000-0000-4000-8000-000000000001';
const statement = {
  ...{ month: '2026-10', from: '2026-10-01T02:30:00.000Z', until: '2026-11-01T02:30:00.000Z' },
  settlement: { terms: { version: 3 } },
} as Statement;
const sources = {
  prices: { starter: 7 },
  policies: { boost: 4 },
  booked: { [ENTRY]: '2026-10-05' },
  late: { '2026-09': [{ model: 'claude-haiku-5-5', calls: 2 }] },
};
const links = (kind: StatementLine['kind'], label = '', source: string | null = null) =>
  lineLinks({ kind, label, source } as StatementLine, {
    ...{ tenantId: 't', statement, sources, policyHref: undefined },
  });

it('each kind of line leads to what it comes from', () => {
  expect(links('fee', 'starter')[0]?.href).toBe('/finance/prices/7');
  expect(links('included')[0]?.href).toBe('/finance/prices/7');
  expect(links('addon', 'Boost', 'boost')).toEqual([{ words: 'Policy version 4' }]);
  expect(links('discount')).toEqual([{ words: 'Billing terms, version 3' }]);
  expect(links('usage', 'a&b')[0]?.href).toContain('line=a%26b');
  const [row] = links('adjustment', 'Goodwill', ENTRY);
  expect(row?.href).toBe(`/finance/ledger?from=2026-10-05&to=2026-10-05&tenant=t&entry=${ENTRY}`);
  const [late] = links('late', '2026-09');
  expect(late?.href).toContain('from=2026-09-01&to=2026-09-30&usage=only&tenant=t&model=');
  const [correction] = links('correction', '2026-09');
  expect(correction?.href).toContain('from=2026-10-01&to=2026-11-01&usage=corrections');
});

it('what is not known leads nowhere', () => {
  for (const [kind, label] of [
    ['fee', 'free'],
    ['addon', 'Old'],
    ['adjustment', 'Gone'],
    ['late', '2026-01'],
  ] as const)
    expect(links(kind, label)).toEqual([]);
});
