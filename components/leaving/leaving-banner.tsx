import { DoorOpen } from 'lucide-react';
import { ShellBanner } from '@/components/shell/shell-banner';
import { formatDateTime } from '@/components/ui/format';
import { TakeBackButton } from './take-back-button';

interface LeavingBannerProps {
  slug: string;
  /** ISO 8601; undefined while the workspace does not end. */
  endsAt: string | undefined;
  timeZone: string;
  owner: boolean;
}

/** For everybody of a workspace that ends, on every page. */
export function LeavingBanner({ slug, endsAt, timeZone, owner }: LeavingBannerProps) {
  if (!endsAt) return null;
  return (
    <ShellBanner
      tone="danger"
      icon={<DoorOpen aria-hidden />}
      action={owner && <TakeBackButton slug={slug} />}
    >
      This workspace ends on {formatDateTime(endsAt, { timeZone })} {timeZone}, and everything in it
      is erased. {!owner && 'Its owners can take it back until then.'}
    </ShellBanner>
  );
}
