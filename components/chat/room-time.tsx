'use client';

import { formatDateTime } from '@/components/ui/format';
import { useMounted } from '@/components/ui/use-mounted';

/** When a budget has room, where the reader is; in UTC until the browser says where that is. */
export function RoomTime({ at }: { at: string }) {
  const mounted = useMounted();
  const zone = mounted ? Intl.DateTimeFormat().resolvedOptions().timeZone : 'UTC';
  return (
    <time dateTime={at} className="tabular">
      about {formatDateTime(at, { timeZone: zone })} {zone}
    </time>
  );
}
