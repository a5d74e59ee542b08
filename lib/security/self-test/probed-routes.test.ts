import { expect, it } from 'vitest';
import { readManifest } from '@/e2e/isolation/manifest';
import { addressOf, nameOf, PROBED_ROUTES } from './probed-routes';

it('are every page and route below a tenant, each once', async () => {
  const { pages, routes } = await readManifest();
  const built = [
    ...pages.map(({ pattern }) => pattern),
    ...routes.map(({ method, pattern }) => (method === 'GET' ? pattern : `${method} ${pattern}`)),
  ].filter((name) => name.includes('[tenant]'));
  expect(PROBED_ROUTES.map(nameOf).sort()).toEqual(built.sort());
});

it('name what each id in an address is of', () => {
  const ids = { documentId: 'd', conversationId: 'c', exportId: 'e', deferredId: 'w' };
  const owned = { word: 'w', ...ids };
  for (const route of PROBED_ROUTES) expect(addressOf(route, 'slug', owned)).not.toContain('[');
});
