'use client';

import { ThumbsDown, ThumbsUp } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { LatePopover } from '@/components/ui/late-popover';
import { RATINGS, type Rating } from '@/lib/feedback/facts';
import { RATING_WORDS } from './reason-words';
import { useFeedback } from './use-feedback';

const FeedbackForm = dynamic(() => import('./feedback-form').then((loaded) => loaded.FeedbackForm));

const ICONS = { up: ThumbsUp, down: ThumbsDown };

/** Thumbs up and down: a press says it, and what opens then takes a reason, or takes it back. */
export function FeedbackButtons({ slug, messageId }: { slug: string; messageId: string }) {
  const feedback = useFeedback(slug, messageId);
  const [open, setOpen] = useState<Rating>();
  const [status, setStatus] = useState('');
  const press = async (rating: Rating) => {
    setOpen(rating);
    if (feedback.said?.rating === rating) return;
    if (await feedback.give({ rating })) setStatus('Your feedback was kept.');
  };
  const end = (words: string) => {
    setOpen(undefined);
    setStatus(words);
  };
  return (
    <>
      {RATINGS.map((rating) => {
        const Icon = ICONS[rating];
        const given = feedback.said?.rating === rating;
        return (
          <LatePopover
            key={rating}
            open={open === rating}
            onOpenChange={(next) => (next ? press(rating) : setOpen(undefined))}
            aria-label={`${RATING_WORDS[rating]}: why?`}
            className="max-h-(--radix-popover-content-available-height) w-80 overflow-y-auto"
            trigger={
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={RATING_WORDS[rating]}
                title={RATING_WORDS[rating]}
                aria-pressed={given}
              >
                <Icon aria-hidden className={cn(given && 'fill-current text-accent-text')} />
              </Button>
            }
          >
            <FeedbackForm
              rating={rating}
              feedback={feedback}
              onKept={() => end('Your feedback was kept.')}
              onWithdrawn={() => end('Your feedback was withdrawn.')}
            />
          </LatePopover>
        );
      })}
      <span role="status" className="sr-only">
        {status}
      </span>
    </>
  );
}
