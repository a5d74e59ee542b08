import { expect, it } from 'vitest';
import { exhausted } from './exhausted';

const full = {
  scope: 'tenant',
  scopeId: 't',
  period: 'day',
  unit: 'tokens',
  soft: false,
  used: 10n,
  held: 0n,
  limit: 10n,
  resetsAt: new Date('2026-11-21T18:15:00Z'),
} as const;

it('says when the budget starts anew where the tenant is', () => {
  const refusal = exhausted(full, 'Asia/Kathmandu');
  expect(refusal.message).toContain('It starts anew on 2026-11-22 00:00 Asia/Kathmandu.');
  expect(refusal.limit).toMatchObject({
    resetsAt: '2026-11-21T18:15:00.000Z',
    timeZone: 'Asia/Kathmandu',
  });
});
