import { formatDateTime } from '@/components/ui/format';

/** When a budget has room, where the workspace is: its days and months begin there. */
export function RoomTime({ at, timeZone = 'UTC' }: { at: string; timeZone: string | undefined }) {
  return (
    <time dateTime={at} className="tabular">
      about {formatDateTime(at, { timeZone })} {timeZone}
    </time>
  );
}
