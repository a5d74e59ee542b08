'use client';

import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Textarea } from '@/components/ui/textarea';
import { FEEDBACK_LIMIT, type Rating, REASONS, type Reason } from '@/lib/feedback/facts';
import { reasonWords } from './reason-words';
import type { AnswerFeedback } from './use-feedback';

interface FeedbackFormProps {
  rating: Rating;
  feedback: AnswerFeedback;
  onKept: () => void;
  onWithdrawn: () => void;
}

/** Why the answer was liked or not, and a way to take that back. */
export function FeedbackForm({ rating, feedback, onKept, onWithdrawn }: FeedbackFormProps) {
  const { said, error, give, withdraw } = feedback;
  const before = said?.rating === rating ? said : undefined;
  const [reason, setReason] = useState<Reason | undefined>(before?.reason);
  const [text, setText] = useState(before?.text ?? '');
  const name = useId();
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const chosen = { rating, reason, text } as Parameters<typeof give>[0];
    if (await give(chosen)) onKept();
  };
  return (
    <form onSubmit={save} className="flex flex-col gap-3">
      <fieldset>
        <legend className="mb-1.5 font-medium text-sm">
          {rating === 'up' ? 'What was good?' : 'What was not good?'}
        </legend>
        {REASONS[rating].map((each) => (
          <label
            key={each}
            className="flex min-h-7 cursor-pointer items-center gap-2.5 rounded-md px-1 text-[0.8125rem] hover:bg-ink/5 touch:min-h-11"
          >
            <input
              type="radio"
              name={name}
              checked={reason === each}
              onChange={() => setReason(each)}
              className="size-4 accent-(--color-accent)"
            />
            {reasonWords(each)}
          </label>
        ))}
      </fieldset>
      <Field
        label="In your words"
        optional
        error={error}
        hint="Kept encrypted. Your admins see how often each reason was given; these words only where they may read the conversation."
      >
        <Textarea
          rows={2}
          maxLength={FEEDBACK_LIMIT}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="min-h-14"
        />
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        <Button
          size="sm"
          variant="ghost"
          onClick={async () => {
            if (await withdraw()) onWithdrawn();
          }}
        >
          Withdraw
        </Button>
        <Button type="submit" size="sm" variant="primary">
          Save
        </Button>
      </div>
    </form>
  );
}
