import { clock } from '@/lib/clock';
import type { TenantSql } from '@/lib/db/tenant-sql';
import { WARNING_DAYS } from './schema';

const DAY_MS = 86_400_000;

interface RuleRow {
  days: number | null;
  not_before: Date | null;
  held: boolean;
}

/**
 * When the person's own conversations end: a function of the last change, which answers in ISO 8601 once the
 * end is within two weeks, and undefined before that or under a legal hold.
 */
export async function conversationEnd(
  sql: TenantSql,
): Promise<(updatedAt: Date) => string | undefined> {
  const [rule] = await sql<RuleRow>(
    `select days, not_before, held from tenancy.own_conversation_rule()
     where tenancy.current_tenant() = :tenant`,
  );
  if (!rule || rule.days === null || rule.held) return () => undefined;
  const { days, not_before } = rule;
  const shownUntil = clock().now() + WARNING_DAYS * DAY_MS;
  return (updatedAt) => {
    const end = Math.max(updatedAt.getTime() + days * DAY_MS, not_before?.getTime() ?? 0);
    return end < shownUntil ? new Date(end).toISOString() : undefined;
  };
}
