import type { ReactNode } from 'react';
import { Money } from '@/components/console/money';
import { formatBytes, formatCount, formatDateTime } from '@/components/ui/format';
import type { LeavePlan } from '@/lib/leaving/schema';

/** What is erased and when, what stays, and what is still billed. */
export function LeaveFacts({ plan, mails }: { plan: LeavePlan; mails: boolean }) {
  const { days, wouldEndAt, timeZone, counts, lastMonth } = plan;
  const when = `${formatDateTime(wouldEndAt, { timeZone })} ${timeZone}`;
  return (
    <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-[10rem_1fr]">
      <Fact term="Until then">
        {days} days, if you end it now until {when}. Everything goes on as before, for everybody: a
        banner says that the workspace ends. Any owner can take it back; nobody can make it shorter,
        the platform’s operators neither.
      </Fact>
      <Fact term="Erased">
        {formatCount(counts.documents)} documents ({formatBytes(counts.storedBytes)}), everybody’s
        conversations, folders, groups, tags, API keys, settings and audit log, and with them the
        encryption keys, without which no copy can be read. The accounts of{' '}
        {formatCount(counts.people)} {counts.people === 1 ? 'person' : 'people'} go unless they
        belong to another workspace.
      </Fact>
      <Fact term="Stays">
        The fact, the sums and the bill of each month without content or people, and a signed
        receipt of what was erased.{' '}
        {mails
          ? 'It is mailed to the owners; after that their addresses are gone too.'
          : 'This installation sends no e-mail: ask its operator for the receipt.'}
      </Fact>
      <Fact term="Billed">
        Usage until the end, and the plan’s fee by days: <Money nano={lastMonth.feeNano} /> for{' '}
        {lastMonth.days} of {lastMonth.daysInMonth} days of {lastMonth.month}, months before it
        whole.
      </Fact>
      <Fact term="Put off">
        A legal hold keeps everything until it is lifted, and while the workspace is suspended
        nothing is erased.
      </Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="font-medium">{term}</dt>
      <dd className="max-w-prose text-ink-soft leading-relaxed">{children}</dd>
    </>
  );
}
