import { expect, it } from 'vitest';
import { safePath } from './safe-path';

it('goes to paths of ours', () => {
  expect(safePath('/t/acme/chat?c=1#x')).toBe('/t/acme/chat?c=1#x');
});

it.each([
  'https://elsewhere.test/',
  '//elsewhere.test',
  '/\\elsewhere.test',
  '/\t/elsewhere.test',
  '\\\\elsewhere.test',
  '/.//elsewhere.test',
  '/a/..//elsewhere.test',
  'javascript:alert(1)',
  'workspaces',
  '',
  undefined,
  ['/a'],
])('stays here for %j', (next) => {
  const path = safePath(next);
  expect(new URL(path, 'http://here.test').host).toBe('here.test');
  expect(path.startsWith('//')).toBe(false);
});
