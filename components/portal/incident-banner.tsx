import { Megaphone } from 'lucide-react';
import Link from 'next/link';
import { ShellBanner } from '@/components/shell/shell-banner';
import type { OwnIncidentNotice } from '@/lib/incidents/schema';

/** For owner and admins, on every page for some days after the platform told them something. */
export function IncidentBanner({
  slug,
  notice,
}: {
  slug: string;
  notice: OwnIncidentNotice | undefined;
}) {
  if (!notice) return null;
  return (
    <ShellBanner
      tone="warn"
      icon={<Megaphone aria-hidden />}
      action={
        <Link
          href={`/t/${slug}/incidents#${notice.id}`}
          className="font-medium underline underline-offset-2"
        >
          Read it
        </Link>
      }
    >
      {`The platform’s operators: ${notice.title}`}
    </ShellBanner>
  );
}
