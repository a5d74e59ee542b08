import type { OutgoingNotice } from '@/lib/db/notice-outbox';
import type { ContainmentAction } from '@/lib/tenancy/schema';
import { costMail } from './cost-message';
import { objectiveMail } from './objective-message';
import { waitingMail } from './waiting-message';

/** What a webhook gets. */
export function webhookBody(notice: OutgoingNotice): string {
  return JSON.stringify({
    id: notice.id,
    type: notice.kind.replace('_', '.'),
    at: notice.at.toISOString(),
    tenant: notice.tenantId && { id: notice.tenantId, slug: notice.tenant },
    ...notice.payload,
  });
}

/** What a person reads. `console` is the address of the operators' console. */
export function mailOf(notice: OutgoingNotice, console: string): { subject: string; text: string } {
  if (notice.kind === 'test' || notice.kind === 'cost_test')
    return {
      subject: 'Tenantry: a test notice',
      text: 'Somebody tried whether notices arrive here. They do.',
    };
  if (notice.kind.startsWith('cost_')) return costMail(notice, console);
  if (notice.kind === 'security_alert' || notice.kind === 'policy_waiting')
    return waitingMail(notice, console);
  if (notice.kind.startsWith('objective_')) return objectiveMail(notice, console);
  const { rule, metric, value, threshold, actions, until, byOperator } =
    notice.payload as unknown as ContainmentFacts;
  const who = notice.tenant ?? 'an erased tenant';
  const where = `${console}/console/containment`;
  if (notice.kind === 'containment_ended')
    return {
      subject: `Tenantry: ${who} is contained no longer`,
      text: `“${rule}” no longer holds for ${who}: ${byOperator ? 'an operator lifted it' : 'its time is over'}.\n\n${where}`,
    };
  return {
    subject: `Tenantry: ${who} is contained`,
    text: [
      `“${rule}” is in force for ${who} until ${until}.`,
      ...(metric === 'by_hand' ? [] : [`Figure: ${metric} ${value}, threshold ${threshold}.`]),
      `What it does: ${actions.map(words).join('; ')}.`,
      '',
      where,
    ].join('\n'),
  };
}

interface ContainmentFacts {
  rule: string;
  metric: string;
  value: number;
  threshold: number;
  actions: ContainmentAction[];
  until: string;
  byOperator: boolean;
}

function words(action: ContainmentAction): string {
  switch (action.kind) {
    case 'notify':
      return 'tells operators';
    case 'weight':
      return `weight at ${action.percent}%`;
    case 'cap':
      return `at most ${action.requestsPerMinute} requests and ${action.tokensPerMinute} tokens a minute`;
    case 'pause':
      return 'paused';
    case 'drain':
      return 'finishes what runs and begins nothing';
    case 'quarantine':
      return `key ${action.keyId} is in quarantine`;
    case 'model':
      return `without the model ${action.model}`;
    case 'tool':
      return `without the tool ${action.tool}`;
  }
}
