import { expect, it } from 'vitest';
import { assertSameOrigin } from './same-origin';

const ask = (method: string, headers: Partial<Record<string, string>>) => () =>
  assertSameOrigin(
    new Request('http://here.test/x', {
      method,
      headers: { ...headers } as Record<string, string>,
    }),
  );

it.each([
  { 'sec-fetch-site': 'same-origin' },
  { origin: 'http://here.test:3000', host: 'here.test:3000' },
])('lets our own pages change things: %j', (headers) => {
  expect(ask('POST', headers)).not.toThrow();
});

it.each([
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'none' },
  { origin: 'http://elsewhere.test', host: 'here.test' },
  { origin: 'http://here.test:81', host: 'here.test' },
  { origin: 'null', host: 'here.test' },
  {},
])('refuses others: %j', (headers) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    expect(ask(method, headers)).toThrow(/our own pages/);
  }
});

it('lets reading through', () => {
  expect(ask('GET', { 'sec-fetch-site': 'cross-site' })).not.toThrow();
});
