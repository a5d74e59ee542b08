import type { OutgoingNotice } from '@/lib/db/notice-outbox';
import type { ChangeKind } from '@/lib/policies/schema';
import type { AlertKind } from '@/lib/security/schema';

interface AlertFacts {
  alert: AlertKind;
  place: string;
}

interface ChangeFacts {
  of: ChangeKind;
  plan: string | null;
  tenants: number;
  /** Parts that go beyond the bounds. */
  beyond: string[];
}

const ALERT: Record<AlertKind, (place: string) => string> = {
  tenant_mismatch: (place) => `a row of another tenant was stopped in ${place}`,
  bound_exceeded: (place) => `more was used than ${place} allowed`,
  books_differ: (place) => `a difference was found in ${place}`,
  audit_fault: (place) =>
    place === 'behind'
      ? 'an audit log has fewer entries than were signed for'
      : 'an audit log is not the one that was signed',
};

/** What a person reads of something that waits until an operator acts. */
export function waitingMail(
  notice: OutgoingNotice,
  console: string,
): { subject: string; text: string } {
  if (notice.kind === 'security_alert') {
    const { alert, place } = notice.payload as unknown as AlertFacts;
    return {
      subject: 'Tenantry: an alert of security or of the books',
      text: [
        `Concerning ${notice.tenant ?? 'the platform or an erased tenant'}: ${ALERT[alert](place)}.`,
        'Further ones of the same kind and place are told in ten minutes at the earliest. It stands open until an operator acknowledges it.',
        '',
        `${console}/console/security`,
      ].join('\n'),
    };
  }
  const { of, plan, tenants, beyond } = notice.payload as unknown as ChangeFacts;
  const what =
    of === 'bounds'
      ? 'the bounds of policies'
      : of === 'plan'
        ? `the ${plan} plan`
        : (notice.tenant ?? (tenants === 1 ? 'one tenant' : `${tenants} tenants`));
  return {
    subject: 'Tenantry: a change of policy waits for a second operator',
    text: [
      `${of === 'placement' ? `A move of the data of ${what} is proposed.` : `A change for ${what} goes beyond the bounds (${beyond.join(', ')}).`} Another operator than proposed it approves or refuses it.`,
      '',
      `${console}/console/policies`,
    ].join('\n'),
  };
}
