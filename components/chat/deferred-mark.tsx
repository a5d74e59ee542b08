import { Clock } from 'lucide-react';
import { type DeferredView, isOpen } from '@/lib/deferred/facts';

/** In the list of conversations: an answer that came and was not seen, or a question that waits. */
export function DeferredMark({ deferred }: { deferred: readonly DeferredView[] }) {
  const unseen = deferred.some((each) => !isOpen(each) && !each.seen);
  if (unseen)
    return (
      <span className="ml-auto shrink-0" title="New answer">
        <span aria-hidden className="block size-2 rounded-full bg-accent" />
        <span className="sr-only">, new answer</span>
      </span>
    );
  if (deferred.some(isOpen))
    return (
      <span className="ml-auto shrink-0 text-ink-faint" title="A question waits">
        <Clock aria-hidden className="size-3.5" />
        <span className="sr-only">, a question waits</span>
      </span>
    );
  return null;
}
