import type { PlatformSql } from '@/lib/db/platform-sql';
import type { ReportAsk, ReportSection } from '../schema';
import { platformEntries } from './entries';

/** What the platform's people changed in policies, plans, tenants, what holds them back, prices and keys. */
export async function platformChanges(sql: PlatformSql, ask: ReportAsk): Promise<ReportSection[]> {
  return [
    await platformEntries(
      sql,
      'Policies, placement, plans and quotas',
      '^(policy|placement|plan|quota)[.]',
      ask,
    ),
    await platformEntries(sql, 'Tenants, roles and holds', '^(tenant|member|hold|support)[.]', ask),
    await platformEntries(
      sql,
      'Containment, switches and flags',
      '^(containment|switch|flag|incident|objective)[.]',
      ask,
    ),
    await platformEntries(sql, 'Prices and corrections', '^(prices|ledger|provider)[.]', ask),
    await platformEntries(sql, 'Keys and commands', '^(key|command|operation[.]rotate_keys)', ask),
  ];
}
