import { expect, it, vi } from 'vitest';
import { listening } from '@/e2e/support/listening';

const answers = vi.hoisted((): string[][] => []);
const asked = vi.hoisted(() => ({ times: 0 }));
vi.mock('node:dns', async (original) => ({
  ...(await original<typeof import('node:dns')>()),
  promises: {
    resolve4: async () => {
      asked.times += 1;
      return answers.shift() ?? [];
    },
    resolve6: async () => [],
  },
}));

const { guardedRequest } = await import('./guarded-request');
const { publicLookup } = await import('./public-lookup');

const found = () =>
  new Promise((resolve) =>
    publicLookup('rebinding.example', { all: true }, (error, addresses) =>
      resolve(error ? error.name : addresses),
    ),
  );

it('hands on the very addresses that it checked', async () => {
  answers.push(['1.1.1.1'], ['127.0.0.1']);
  expect(await found()).toEqual([{ address: '1.1.1.1', family: 4 }]);
  expect(await found()).toBe('PrivateAddress');
});

it('takes no name that is inside with one of its addresses', async () => {
  answers.push(['1.1.1.1', '169.254.169.254']);
  expect(await found()).toBe('PrivateAddress');
});

it('is asked once for a request: a name that means something else a moment later leads nowhere new', async () => {
  let heard = 0;
  const port = await listening(() => {
    heard += 1;
    return { status: 200 };
  });
  asked.times = 0;
  answers.splice(0, answers.length, ['1.1.1.1'], ['127.0.0.1']);
  await guardedRequest({
    url: new URL(`http://rebinding.example:${port}/`),
    method: 'GET',
    headers: {},
    mayBePrivate: false,
    timeoutMs: 300,
    mostBytes: 10,
  }).catch(() => undefined);
  expect([asked.times, heard]).toEqual([1, 0]);
});
