import { ShieldAlert } from 'lucide-react';
import Link from 'next/link';
import { ShellBanner } from '@/components/shell/shell-banner';

/** On every page of the console until somebody has acknowledged each alert. */
export function AlertBanner({ count }: { count: number }) {
  return (
    <ShellBanner
      tone="danger"
      icon={<ShieldAlert aria-hidden />}
      action={
        <Link href="/console/security" className="font-medium underline underline-offset-2">
          Look at it
        </Link>
      }
    >
      {count === 1
        ? 'An alert of security or of the books stands open.'
        : `${count} alerts of security or of the books stand open.`}
    </ShellBanner>
  );
}
