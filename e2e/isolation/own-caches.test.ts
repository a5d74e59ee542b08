import { expect, it } from 'vitest';
import { cachesOf, ownCaches, REVIEWED } from './own-caches';

it('finds those that were reviewed and no other', () => {
  const found = new Set(ownCaches().map(({ name }) => name));
  expect([...found].sort()).toEqual(Object.keys(REVIEWED).sort());
});

it.each([
  'const answers = new Map<string, string>();',
  'export const answers = new Map<string, Map<string, number>>();',
  'const answers: Map<string, string> = new Map();',
  'const answers: WeakMap<object, string> = new WeakMap<object, string>();',
  'const answers = new Set();',
  'const answers: Record<string, string> = {};',
  'const answers: string[] = [];',
  'let answers: string | undefined;',
  'export let answers = 0;',
])('sees what a module remembers: %s', (line) => {
  const [cache] = cachesOf({ file: 'lib/a.ts', text: `import a from 'a';\n\n${line}\n` });
  expect(cache?.name).toBe('lib/a.ts#answers');
});

it('takes what a function keeps to itself, and a constant, for none', () => {
  const text =
    "const A = new Set(['a']);\n\nfunction b() {\n  const c = new Map();\n  let d = 0;\n}\n";
  expect(cachesOf({ file: 'lib/a.ts', text })).toEqual([]);
});
