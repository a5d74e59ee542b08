import { DoorOpen } from 'lucide-react';
import { ShellBanner } from '@/components/shell/shell-banner';
import { formatDateTime } from '@/components/ui/format';
import type { LeaveView } from '@/lib/leaving/schema';
import { TakeBackButton } from './take-back-button';

interface LeavingBannerProps {
  slug: string;
  leave: LeaveView | undefined;
  timeZone: string;
  owner: boolean;
}

/** For everybody of a workspace that ends, on every page. */
export function LeavingBanner({ slug, leave, timeZone, owner }: LeavingBannerProps) {
  if (!leave) return null;
  return (
    <ShellBanner
      tone="danger"
      icon={<DoorOpen aria-hidden />}
      action={owner && <TakeBackButton slug={slug} />}
    >
      This workspace ends on {formatDateTime(leave.endsAt, { timeZone })} {timeZone}
      {leave.askedBy && `, as ${leave.askedBy} asked`}, and everything in it is erased.{' '}
      {!owner && 'Its owners can take it back until then.'}
    </ShellBanner>
  );
}
