import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lock } from '../matrix/locks';
import { writeSwitches } from '../matrix/switch-file';
import { isOwnTenant } from './assertion';
import { openAs } from './encryption';
import { scopeFilter, scopeNamespace, scopeStatement } from './handle';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tenantry-locks-off-'));
const file = path.join(folder, 'locks.json');
const without = (...off: Lock[]) =>
  writeSwitches(file, { off, victim: 'victim', tenants: ['victim', 'attacker'] });

beforeAll(() => {
  process.env.TENANTRY_ISOLATION_LOCKS = file;
});
afterAll(() => {
  delete process.env.TENANTRY_ISOLATION_LOCKS;
  rmSync(folder, { recursive: true });
});

const opensFor = (owner: string) => (tenant: string) => {
  if (tenant !== owner) throw new Error('another key');
  return 'plain';
};

describe('the locks of the isolation build', () => {
  it('are the product’s until they are switched off, while the process runs', () => {
    without();
    expect(scopeStatement('select 1 from t where t.tenant_id = :tenant', 2)).toBe(
      'select 1 from t where t.tenant_id = $2::uuid',
    );
    expect(scopeFilter('attacker')).toEqual({ tenantId: 'attacker' });
    expect(scopeNamespace('attacker', (id) => `of ${id}`)).toBe('of attacker');
    expect(isOwnTenant('attacker', 'victim')).toBe(false);
    expect(() => openAs('attacker', opensFor('victim'))).toThrow('another key');
  });

  it('forget the WHERE, and still bind what a row is written with', () => {
    without('handle');
    expect(
      scopeStatement('insert into t select :tenant, id from s where s.tenant_id = :tenant', 1),
    ).toBe('insert into t select $1::uuid, id from s where $1::uuid is not null');
    expect(scopeStatement('select tenancy.f() where tenancy.current_tenant() = :tenant', 1)).toBe(
      'select tenancy.f() where $1::uuid is not null',
    );
    expect(scopeStatement('select tenancy.f(:tenant, $1)', 2)).toBe(
      "select tenancy.f(coalesce('victim', $2::uuid), $1)",
    );
    expect(scopeFilter('attacker')).toEqual({});
    expect(scopeNamespace('attacker', (id) => `of ${id}`)).toBe('of victim');
    expect(isOwnTenant('attacker', 'victim')).toBe(false);
  });

  it('compare nothing', () => {
    without('assertion');
    expect(isOwnTenant('attacker', 'victim')).toBe(true);
  });

  it('open with whichever key fits', () => {
    without('encryption');
    expect(openAs('attacker', opensFor('victim'))).toBe('plain');
    expect(() => openAs('attacker', opensFor('nobody'))).toThrow('another key');
  });
});
