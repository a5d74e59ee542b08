import { env } from '@/lib/env';

/** For how many years audit entries, and the records of deletions among them, say who did what and when. */
export function keptYears(): number {
  return env.TENANTRY_AUDIT_YEARS;
}

/** Entries that were signed before it are over. */
export function keptSince(at: Date, years = keptYears()): Date {
  const since = new Date(at);
  since.setUTCFullYear(since.getUTCFullYear() - years);
  return since;
}
