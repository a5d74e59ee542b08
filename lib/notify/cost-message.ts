import type { OutgoingNotice } from '@/lib/db/notice-outbox';
import { exactUsd } from '@/lib/money';

interface CostFacts {
  from: string;
  to: string;
  peak: string;
  more: boolean;
  costNano: string;
  expectedNano: string;
  causes: {
    days: string[];
    changeNano: string;
    volumeNano: string;
    mixNano: string;
    priceNano: string;
    parts: Record<string, { key: string | null; nano: string }[]>;
  };
  since?: string;
}

/** What a person of finance reads of a tenant whose days cost more or less than they should have. */
export function costMail(
  notice: OutgoingNotice,
  console: string,
): { subject: string; text: string } {
  const { from, to, peak, more, causes, since, ...facts } = notice.payload as unknown as CostFacts;
  const who = notice.tenant ?? 'an erased tenant';
  const again = notice.kind === 'cost_escalated';
  const days = from === to ? from : `${from} to ${to}`;
  return {
    subject: `Tenantry: ${again ? 'nobody answered: ' : ''}${who} cost ${more ? 'more' : 'less'} than expected`,
    text: [
      `${who}, ${days} (UTC): ${peak} cost ${usd(facts.costNano)}, expected were ${usd(facts.expectedNano)}.`,
      `Against the mean of ${causes.days.join(', ')} it is ${usd(causes.changeNano)}: by the number of calls ${usd(causes.volumeNano)}, by what was called ${usd(causes.mixNano)}, by prices ${usd(causes.priceNano)}.`,
      ...Object.entries(causes.parts).map(
        ([by, parts]) => `By ${by}: ${parts.map(words).join('; ')}.`,
      ),
      ...(again && since ? [`It was found ${since}, and nobody acknowledged it.`] : []),
      '',
      `${console}/finance/anomalies`,
    ].join('\n'),
  };
}

function words({ key, nano }: { key: string | null; nano: string }): string {
  return `${key ?? 'others'} ${usd(nano)}`;
}

/** Exact: what is told is what the page shows. */
function usd(nano: string): string {
  return `${exactUsd(BigInt(nano))} USD`;
}
