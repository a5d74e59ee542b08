import { expect, it } from 'vitest';
import { readManifest } from '@/e2e/isolation/manifest';
import { API_ROUTES } from '@/lib/http/v1/routes';
import { PROBED_API_ROUTES, withId } from './probed-api-routes';
import { addressOf, nameOf, PROBED_ROUTES } from './probed-routes';

it('are every page and route below a tenant, each once', async () => {
  const { pages, routes } = await readManifest();
  const built = [
    ...pages.map(({ pattern }) => pattern),
    ...routes.map(({ method, pattern }) => (method === 'GET' ? pattern : `${method} ${pattern}`)),
  ].filter((name) => name.includes('[tenant]'));
  expect(PROBED_ROUTES.map(nameOf).sort()).toEqual(built.sort());
});

it('and every route of the public API', () => {
  const probed = PROBED_API_ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect(probed.sort()).toEqual(API_ROUTES.map(({ method, path }) => `${method} ${path}`).sort());
});

it('name what each id in an address is of', () => {
  const ids = {
    ...{ documentId: 'd', conversationId: 'c', exportId: 'e' },
    ...{ deferredId: 'w', uploadId: 'u', messageId: 'm', streamId: 's' },
  };
  const owned = { word: 'w', ...ids };
  for (const route of PROBED_ROUTES) expect(addressOf(route, 'slug', owned)).not.toContain('[');
  const ofKey = { documentId: 'd', folderId: 'f', conversationId: 'c', deferredId: 'w' };
  for (const route of PROBED_API_ROUTES)
    for (const text of [route.path, route.query ?? '', route.body ?? ''])
      expect(withId(text, route, ofKey)).not.toContain('{id}');
});
