import type { OutgoingNotice } from '@/lib/db/notice-outbox';

interface ObjectiveFacts {
  objective: string;
  target: number;
  plan: string | null;
  operation: string | null;
  severity: 'urgent' | 'slow';
  burn: number;
  since?: string;
}

/** What a person reads of a promise that is not kept, or is again. */
export function objectiveMail(
  notice: OutgoingNotice,
  console: string,
): { subject: string; text: string } {
  const { objective, target, plan, operation, severity, burn, since } =
    notice.payload as unknown as ObjectiveFacts;
  const of = `${plan ? `the ${plan} plan` : 'every plan'}, ${operation ?? 'every operation'}`;
  const where = `${console}/console/objectives`;
  if (notice.kind === 'objective_kept')
    return {
      subject: `Tenantry: “${objective}” is kept again`,
      text: `Its error budget (${of}) burns no faster than allowed.\n\n${where}`,
    };
  const again = notice.kind === 'objective_escalated';
  return {
    subject: `Tenantry: ${again ? 'nobody answered: ' : ''}“${objective}” ${severity === 'urgent' ? 'is failing' : 'is slipping'}`,
    text: [
      `${Math.round(target * 10_000) / 100}% is promised (${of}); the error budget burns ${Math.round(burn * 10) / 10} times as fast as allowed.`,
      ...(again && since ? [`It began ${since}, and nobody acknowledged it.`] : []),
      '',
      where,
    ].join('\n'),
  };
}
