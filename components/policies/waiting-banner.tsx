import { Hourglass } from 'lucide-react';
import Link from 'next/link';
import { ShellBanner } from '@/components/shell/shell-banner';
import { formatCount } from '@/components/ui/format';

/** On every page of the console of whoever may decide a change that somebody else proposed. */
export function WaitingBanner({ count }: { count: number }) {
  return (
    <ShellBanner
      label="Changes that wait"
      icon={<Hourglass aria-hidden />}
      action={
        <Link href="/console/policies" className="font-medium underline underline-offset-2">
          Decide
        </Link>
      }
    >
      {count === 1
        ? 'A change of policy waits for a second operator.'
        : `${formatCount(count)} changes of policy wait for a second operator.`}
    </ShellBanner>
  );
}
