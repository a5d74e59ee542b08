import { describe, expect, it } from 'vitest';
import { processRoles } from './process-roles';

describe('processRoles', () => {
  it('runs everything in one process without Redis', () => {
    expect([...processRoles('worker, web,api', undefined)]).toEqual(['web', 'api', 'worker']);
  });

  it('refuses fewer than all roles without Redis', () => {
    expect(() => processRoles('web,api', undefined)).toThrow(/Set REDIS_URL/);
    expect([...processRoles('api', 'redis://localhost')]).toEqual(['api']);
  });

  it('refuses what is no role', () => {
    expect(() => processRoles('web,cron', 'redis://localhost')).toThrow(/"web,cron": name one/);
    expect(() => processRoles(' ', 'redis://localhost')).toThrow(/name one/);
  });
});
