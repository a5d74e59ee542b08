'use client';

import { RotateCcw } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { AnswerActions } from './answer-actions';
import { BranchArrows } from './branch-arrows';
import type { TurnAnswer } from './merge-turns';

interface AnswerToolbarProps {
  answer: TurnAnswer;
  /** Of the answers that the question got, oldest first. */
  answers: readonly string[];
  /** Absent while another answer of the conversation is written. */
  onRegenerate: (() => void) | undefined;
  onChoose: (id: string) => void;
}

/** What can be done with an answer that has ended, in one row below it. */
export function AnswerToolbar({ answer, answers, onRegenerate, onChoose }: AnswerToolbarProps) {
  return (
    <div className="-ml-2 mt-2 flex flex-wrap items-center gap-0.5">
      <BranchArrows label="answer" ids={answers} current={answer.id} onChoose={onChoose} />
      <AnswerActions answer={answer} />
      {onRegenerate && (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label="Answer once more"
          title="Answer once more"
          onClick={onRegenerate}
        >
          <RotateCcw aria-hidden />
        </Button>
      )}
    </div>
  );
}
