import { expect, it } from 'vitest';
import { portalPages } from '@/bench/support/portal/portal-pages';
import { portalRoutes } from '@/bench/support/portal/portal-routes';

it('the benchmark of the portal opens every page that the portal has, and presses something of each', () => {
  const routes = portalRoutes();
  expect(routes.length).toBeGreaterThan(20);
  const pages = portalPages(routes, 'document', 'conversation');
  expect(pages.map(({ path }) => path).join()).not.toMatch(/[[\]()]/);
  expect(pages.filter(({ presses }) => presses.length === 0)).toEqual([]);
  expect(new Set(pages.map(({ name }) => name)).size).toBe(routes.length);
});

it('it fails for a page that is new or gone', () => {
  const routes = portalRoutes();
  expect(() => portalPages([...routes, '/new'], 'd', 'c')).toThrow('/new');
  expect(() => portalPages(routes.slice(1), 'd', 'c')).toThrow('any more');
});
