import type { EventKind, SentKind } from '@/lib/notifications/schema';

export const KIND_LABEL: Record<SentKind, string> = {
  'budget.threshold': 'Budget thresholds',
  'document.failed': 'Failed documents',
  'key.created': 'New API keys',
  'admin.added': 'New owners and admins',
  'sign_in.new_device': 'Sign-ins from a new device',
  'support.granted': 'Support access',
  'plan.changed': 'Changes of the plan',
  'workspace.contained': 'The workspace is held back',
  'incident.notice': 'Incidents of the platform',
  'webhook.disabled': 'Webhooks switched off',
  'webhook.test': 'Test',
};

export const KIND_HINT: Record<EventKind, string> = {
  'budget.threshold': 'A budget has reached the share from which people are told.',
  'document.failed': 'A document could not be read or indexed. Several at once make one e-mail.',
  'key.created': 'Somebody created or rotated an API key.',
  'admin.added': 'Somebody may manage the workspace from now on.',
  'sign_in.new_device':
    'Somebody signed in where the account was never used. The person is told too.',
  'support.granted': 'An operator of the platform was given access to something for a while.',
  'plan.changed': 'The workspace is on another plan.',
  'workspace.contained': 'The platform slows or pauses the workspace for a while, or lets it go.',
  'incident.notice': 'The platform’s operators tell the workspace of an incident that affects it.',
  'webhook.disabled': 'Deliveries to a webhook failed for three days.',
};
