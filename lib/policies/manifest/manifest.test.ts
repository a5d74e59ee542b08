import { describe, expect, it } from 'vitest';
import { PLAN_DEFAULTS } from '@/lib/tenancy/plans';
import { patchSchema } from '../schema';
import { parseManifest } from './parse-manifest';
import { tenantPatchSchema } from './schema';
import { governedParts, writeManifest } from './write-manifest';

const read = (text: string) => parseManifest(text, patchSchema);
const problems = (text: string) => {
  const parsed = read(text);
  return parsed.ok ? [] : parsed.problems;
};

describe('a manifest', () => {
  it('comes back as it was written, as YAML and as JSON', () => {
    const policy = PLAN_DEFAULTS.enterprise;
    const value = governedParts(policy);
    expect(read(writeManifest(policy))).toEqual({ ok: true, value });
    expect(read(JSON.stringify(value, null, 2))).toEqual({ ok: true, value });
  });

  it('of one tenant says where its data lies, whole and nothing else', () => {
    const policy = PLAN_DEFAULTS.free;
    const placement = {
      databaseTier: 'schema',
      vectorStore: 'qdrant',
      vectorTier: 'shared',
    } as const;
    const text = writeManifest(policy, placement);
    const ofTenant = (given: string) => parseManifest(given, tenantPatchSchema);
    expect(ofTenant(text)).toEqual({ ok: true, value: { ...governedParts(policy), placement } });
    expect(problems(text)).toMatchObject([
      { path: 'placement', message: 'There is no such part.' },
    ]);
    const others = [{ vectorTier: 'shared' }, { ...placement, modelAccount: 'own' }];
    for (const other of others)
      expect(ofTenant(JSON.stringify({ placement: other }))).toMatchObject({ ok: false });
  });

  it('says nothing of what it leaves out', () => {
    expect(read('weight: 3')).toEqual({ ok: true, value: { weight: 3 } });
    expect(read('{}')).toEqual({ ok: true, value: {} });
  });

  it('names every problem with its place', () => {
    expect(problems('weight: 3\nrequestsPerMinute: -1\nspeed: 9\n')).toEqual([
      { line: 2, column: 20, path: 'requestsPerMinute', message: 'Give a number above zero.' },
      { line: 3, column: 8, path: 'speed', message: 'There is no such part.' },
    ]);
    expect(problems('budgets:\n  - scope: tenant\n    period: day\n')[0]).toMatchObject({
      ...{ line: 2, path: 'budgets.0.subject' },
    });
  });

  it.each([
    ['nothing', ''],
    ['a list', '- 1\n- 2'],
    ['half a file', 'weight: [3'],
    ['a part twice', 'weight: 3\nweight: 4'],
    ['what is the tenant’s own', 'ownLimits: {}'],
    ['aliases', 'a: &a [1]\nb: *a'],
    ['far too much', `weight: ${'9'.repeat(200_001)}`],
  ])('refuses %s', (_, text) => {
    const found = problems(text);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ line, column }) => line >= 1 && column >= 1)).toBe(true);
  });
});
