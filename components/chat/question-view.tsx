'use client';

import { Pencil } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { AskedOf } from '@/components/scope/asked-of';
import { Button } from '@/components/ui/button';
import { QUESTION_LIMIT } from '@/lib/chat/facts';
import { BranchArrows } from './branch-arrows';
import type { Turn } from './merge-turns';

interface QuestionViewProps {
  turn: Turn;
  /** Absent while another answer of the conversation is written. */
  onEdit: ((question: string) => void) | undefined;
  onChoose: (id: string) => void;
}

/** What was asked, its other wordings, and a way to ask it in other words. */
export function QuestionView({ turn, onEdit, onChoose }: QuestionViewProps) {
  const [editing, setEditing] = useState(false);
  const pencil = useRef<HTMLButtonElement>(null);
  const close = () => {
    setEditing(false);
    requestAnimationFrame(() => pencil.current?.focus());
  };
  if (editing && onEdit)
    return <QuestionEditor question={turn.question} onAsk={onEdit} onClose={close} />;
  return (
    <div className="mb-5 flex flex-col items-end pl-8 sm:pl-16">
      <p className="min-w-0 whitespace-pre-wrap rounded-xl rounded-br-sm bg-accent-soft px-4 py-2.5 text-[0.9375rem] leading-relaxed [overflow-wrap:anywhere]">
        <span className="sr-only">You asked: </span>
        {turn.question}
      </p>
      <AskedOf scope={turn.scope} />
      <div className="mt-1 flex items-center gap-0.5">
        <BranchArrows label="wording" ids={turn.questions} current={turn.id} onChoose={onChoose} />
        {onEdit && (
          <Button
            ref={pencil}
            variant="ghost"
            size="icon-sm"
            aria-label="Ask it in other words"
            title="Ask it in other words"
            onClick={() => setEditing(true)}
          >
            <Pencil aria-hidden />
          </Button>
        )}
      </div>
    </div>
  );
}

interface QuestionEditorProps {
  question: string;
  onAsk: (question: string) => void;
  onClose: () => void;
}

function QuestionEditor({ question, onAsk, onClose }: QuestionEditorProps) {
  const [text, setText] = useState(question);
  const length = text.trim().length;
  const ready = length > 0 && length <= QUESTION_LIMIT && text.trim() !== question;
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (!ready) return;
    onClose();
    onAsk(text.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      onClose();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit();
    }
  };
  return (
    <form
      onSubmit={submit}
      aria-label="In other words"
      className="mb-5 rounded-xl border border-edge bg-surface p-2 shadow-card focus-within:border-focus dark:bg-raised"
    >
      <textarea
        aria-label="What you ask instead"
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that opened it.
        autoFocus
        rows={2}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        aria-invalid={length > QUESTION_LIMIT}
        className="field-sizing-content block max-h-56 w-full resize-none bg-transparent px-2 py-1.5 text-[0.9375rem] leading-relaxed outline-none touch:text-base"
      />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="mr-auto px-2 text-ink-faint text-xs">
          The answer that is there stays beside the new one.
        </p>
        <Button size="sm" variant="ghost" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" size="sm" variant="primary" aria-disabled={!ready}>
          Ask
        </Button>
      </div>
    </form>
  );
}
