import { expect, it } from 'vitest';
import { pathsOf, unnamedPaths } from './published-paths';

const manifest = {
  pages: [{ id: 'page /t/[tenant]', pattern: '/t/[tenant]' }],
  routes: [
    { id: 'route GET /api/t/[tenant]/a.csv', method: 'GET', pattern: '/api/t/[tenant]/a.csv' },
  ],
};
const entries = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, `${name}.js`]));

it('finds nothing unnamed in a build of what is named', () => {
  const app = entries(
    '/(portal)/t/[tenant]/(chat)/page',
    '/api/t/[tenant]/a.csv/route',
    '/_not-found/page',
    '/icon.svg/route',
  );
  expect(unnamedPaths(manifest, pathsOf(app, { '/500': 'pages/500.html' }))).toEqual([]);
});

it('names what the manifest has no word for', () => {
  const app = entries(
    '/(portal)/t/[tenant]/b/page',
    '/t/[tenant]/opengraph-image/route',
    '/api/t/[tenant]/page',
  );
  expect(unnamedPaths(manifest, pathsOf(app, { '/api/c': 'pages/api/c.js' }))).toEqual([
    'page /t/[tenant]/b',
    'route /t/[tenant]/opengraph-image',
    'page /api/t/[tenant]',
    'elder page /api/c',
  ]);
});
