import { ALERT_CHANGES } from './alert-changes';
import { ANSWER_CHANGES } from './answer-changes';
import { ASSISTANT_CHANGES } from './assistant-changes';
import type { AuditedChange } from './audited-change';
import { DOCUMENT_CHANGES } from './document-changes';
import { DUE_CHANGES } from './due-changes';
import { FINANCE_CHANGES } from './finance-changes';
import { LIBRARY_CHANGES } from './library-changes';
import { MONEY_CHANGES } from './money-changes';
import { PEOPLE_CHANGES } from './people-changes';
import { PLACEMENT_CHANGES } from './placement-changes';
import { PLATFORM_CHANGES } from './platform-changes';
import { POLICY_CHANGES } from './policy-changes';
import { SETTINGS_CHANGES } from './settings-changes';
import { WEBHOOK_CHANGES } from './webhook-changes';
import { WORK_CHANGES } from './work-changes';

/** Every change that is tried, in an order in which none keeps a later one from being made. */
export const CHANGES: readonly AuditedChange[] = [
  ...DOCUMENT_CHANGES,
  ...LIBRARY_CHANGES,
  ...ANSWER_CHANGES,
  ...PEOPLE_CHANGES,
  ...ASSISTANT_CHANGES,
  ...WEBHOOK_CHANGES,
  ...SETTINGS_CHANGES,
  ...PLATFORM_CHANGES,
  ...ALERT_CHANGES,
  ...PLACEMENT_CHANGES,
  ...POLICY_CHANGES,
  ...MONEY_CHANGES,
  ...FINANCE_CHANGES,
  ...WORK_CHANGES,
  ...DUE_CHANGES,
];
