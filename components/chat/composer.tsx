'use client';

import { ArrowUp, Square } from 'lucide-react';
import type { FormEvent, KeyboardEvent, ReactNode, RefObject } from 'react';
import { Button } from '@/components/ui/button';
import { cn } from '@/components/ui/cn';
import { formatCount } from '@/components/ui/format';
import { PlainSelect } from '@/components/ui/plain-select';
import { QUESTION_LIMIT } from '@/lib/chat/facts';
import { MODELS, type ModelId } from '@/lib/llm/facts';

/** From here on the characters are counted in view. */
const COUNT_FROM = QUESTION_LIMIT * 0.9;

interface ComposerProps {
  field: RefObject<HTMLTextAreaElement | null>;
  draft: string;
  onDraft: (text: string) => void;
  /** What the policy allows, default first. */
  models: readonly ModelId[];
  model: ModelId | undefined;
  onModel: (model: ModelId | undefined) => void;
  /** What the question is asked of. */
  scope: ReactNode;
  running: boolean;
  onAsk: (question: string) => void;
  onStop: () => void;
}

export function Composer({
  field,
  draft,
  onDraft,
  models,
  model,
  onModel,
  scope,
  running,
  onAsk,
  onStop,
}: ComposerProps) {
  const length = draft.trim().length;
  const tooLong = length > QUESTION_LIMIT;
  const ready = length > 0 && !tooLong && !running;
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (ready) onAsk(draft.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  };
  return (
    <form
      onSubmit={submit}
      className={cn(
        'rounded-xl border border-edge bg-surface shadow-card transition-colors dark:bg-raised',
        'focus-within:border-focus focus-within:outline-2 focus-within:outline-focus/35',
        tooLong && 'border-danger focus-within:border-danger focus-within:outline-danger/35',
      )}
    >
      <label htmlFor="question" className="sr-only">
        Question
      </label>
      <textarea
        id="question"
        ref={field}
        rows={1}
        value={draft}
        onChange={(event) => onDraft(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder="Ask about your documents"
        aria-describedby="question-keys question-length"
        aria-invalid={tooLong}
        className="field-sizing-content block max-h-56 min-h-11 w-full resize-none bg-transparent px-4 pt-3 pb-1 text-[0.9375rem] leading-relaxed outline-none placeholder:text-ink-faint touch:text-base"
      />
      <div className="flex items-center gap-2 px-2 pb-2">
        {models.length > 1 ? (
          <PlainSelect
            bare
            size="sm"
            aria-label="Model"
            value={model}
            onChoose={(value) => onModel(models.find((each) => each === value))}
            options={models.map((id) => ({ value: id, label: MODELS[id].displayName }))}
            className="w-auto"
          />
        ) : (
          <span className="px-2 text-[0.8125rem] text-ink-faint">
            {model && MODELS[model].displayName}
          </span>
        )}
        {scope}
        <p id="question-length" aria-live="polite" className="ml-auto text-xs">
          {length > COUNT_FROM && (
            <span className={cn('tabular', tooLong ? 'text-danger' : 'text-ink-faint')}>
              {formatCount(length)} of {formatCount(QUESTION_LIMIT)}
              {tooLong && ': too long'}
            </span>
          )}
        </p>
        {running ? (
          <Button size="icon-sm" aria-label="Stop the answer" onClick={onStop}>
            <Square aria-hidden className="size-3.5 fill-current" />
          </Button>
        ) : (
          <Button
            type="submit"
            variant="primary"
            size="icon-sm"
            aria-label="Send"
            aria-disabled={!ready}
          >
            <ArrowUp aria-hidden />
          </Button>
        )}
      </div>
    </form>
  );
}
