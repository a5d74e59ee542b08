import type { PolicyChange } from '@/lib/console/policy/schema';

/** One version of the workspace's policy, with what it changed of the one before. */
export interface PolicyVersionView {
  version: number;
  /** ISO 8601. */
  since: string;
  reason: string;
  /** One of the workspace's people; null: the platform. */
  by: string | null;
  /** Null for the first one. */
  changes: PolicyChange[] | null;
}
