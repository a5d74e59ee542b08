'use client';

import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover';
import { RATINGS, type Rating } from '@/lib/feedback/schema';
import { FeedbackForm } from './feedback-form';
import { RATING_WORDS } from './reason-words';
import { useFeedback } from './use-feedback';

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
          <Popover
            key={rating}
            open={open === rating}
            onOpenChange={(next) => (next ? press(rating) : setOpen(undefined))}
          >
            <PopoverTrigger asChild>
              <Button
                variant="ghost"
                size="icon-sm"
                aria-label={RATING_WORDS[rating]}
                title={RATING_WORDS[rating]}
                aria-pressed={given}
              >
                <Icon aria-hidden className={cn(given && 'fill-current text-accent-text')} />
              </Button>
            </PopoverTrigger>
            <PopoverContent
              aria-label={`${RATING_WORDS[rating]}: why?`}
              className="max-h-(--radix-popover-content-available-height) w-80 overflow-y-auto"
            >
              <FeedbackForm
                rating={rating}
                feedback={feedback}
                onKept={() => end('Your feedback was kept.')}
                onWithdrawn={() => end('Your feedback was withdrawn.')}
              />
            </PopoverContent>
          </Popover>
        );
      })}
      <span role="status" className="sr-only">
        {status}
      </span>
    </>
  );
}
