import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { asSuperuser } from '@/e2e/support/as-superuser';
import { PLATFORM_ACTIONS, TENANT_ACTIONS, TENANT_KINDS } from './audit-actions';

const known = new Set([...PLATFORM_ACTIONS, ...TENANT_ACTIONS]);

function sources(): string[] {
  return readdirSync('lib', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|generated|audit-actions/.test(file))
    .map((file) => readFileSync(path.join('lib', file), 'utf8'));
}

it('names every action that the code records', () => {
  const written = sources().flatMap((text) =>
    text
      .split('\n')
      .filter((line) => /\baction\b/.test(line))
      .flatMap((line) => [...line.matchAll(/'([a-z_]+\.[a-z_.]+)'/g)].map(([, action]) => action)),
  );
  expect(written.length).toBeGreaterThan(150);
  expect(written.filter((action) => !known.has(action ?? ''))).toEqual([]);
});

it('names every action that PostgreSQL records by itself', async () => {
  const rules = await asSuperuser<{ rule: string | null }>(
    "select with_check as rule from pg_policies where tablename in ('audit_entry', 'platform_audit') and cmd = 'INSERT'",
  );
  const written = rules.flatMap(({ rule }) =>
    [...(rule ?? '').matchAll(/'([a-z_]+\.[a-z_.]+)'/g)].map(([, action]) => action),
  );
  expect(written).toContain('containment.start');
  expect(written.filter((action) => !known.has(action ?? ''))).toEqual([]);
});

it('names every kind of object that entries are about', () => {
  const written = sources().flatMap((text) =>
    [...text.matchAll(/objectKind: '([a-z_]+)'/g)].map(([, kind]) => kind ?? ''),
  );
  expect(written.length).toBeGreaterThan(50);
  expect(written.filter((kind) => !TENANT_KINDS.includes(kind))).toEqual([]);
});
