import { expect, it } from 'vitest';
import { activeHref } from './nav-list';

const nav = [
  {
    items: [
      { label: 'Chat', href: '/t/acme' },
      { label: 'Usage', href: '/t/acme/usage', leadsTo: ['/t/acme/prices'] },
    ],
  },
];

it('marks the longest address that the path begins with', () => {
  expect(activeHref('/t/acme', nav)).toBe('/t/acme');
  expect(activeHref('/t/acme/usage/2026', nav)).toBe('/t/acme/usage');
  expect(activeHref('/t/acme-two', nav)).toBeUndefined();
});

it('marks the item through which a page is reached', () => {
  expect(activeHref('/t/acme/prices', nav)).toBe('/t/acme/usage');
});
