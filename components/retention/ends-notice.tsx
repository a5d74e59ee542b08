import { CalendarClock } from 'lucide-react';
import { Time } from '@/components/ui/time';

/** For the open conversation, from two weeks before its end. */
export function EndsNotice({ endsAt }: { endsAt: string }) {
  return (
    <p
      role="status"
      className="flex items-center justify-center gap-2 border-line border-b bg-warn-soft px-4 py-1.5 text-[0.8125rem]"
    >
      <CalendarClock aria-hidden className="size-4 shrink-0 text-warn" />
      <span>
        This conversation is deleted on <Time value={endsAt} mode="date" />, unless you go on with
        it.
      </span>
    </p>
  );
}

/** The same in a list. */
export function EndsMark({ endsAt }: { endsAt: string }) {
  return (
    <span className="ml-auto shrink-0 text-warn" title={`Deleted on ${endsAt.slice(0, 10)}`}>
      <CalendarClock aria-hidden className="size-3.5" />
      <span className="sr-only">
        , deleted on <Time value={endsAt} mode="date" />
      </span>
    </span>
  );
}
