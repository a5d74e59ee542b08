import { expect, it } from 'vitest';
import { pagePatterns, patternOf } from './page-patterns';

it('finds every page, whatever group its folder is in', () => {
  const found = pagePatterns();
  expect(found).toContain('/');
  expect(found).toContain('/sign-in/second-factor');
  expect(found).toContain('/t/[tenant]');
  expect(found).toContain('/t/[tenant]/documents');
  expect(new Set(found).size).toBe(found.length);
  expect(found.join(' ')).not.toMatch(/[()]/);
});

it('knows which page an address is of', () => {
  const of = (pathname: string) => patternOf(pathname, pagePatterns());
  expect(of('/t/acme')).toBe('/t/[tenant]');
  expect(of('/t/acme/documents/folders')).toBe('/t/[tenant]/documents/folders');
  expect(of('/t/acme/documents/1234')).toBe('/t/[tenant]/documents/[id]');
  expect(of('/console/tenants/new')).toBe('/console/tenants/new');
  expect(of('/no-such-page')).toBeUndefined();
});
