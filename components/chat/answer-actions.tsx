'use client';

import { useParams } from 'next/navigation';
import { CopyButton } from '@/components/ui/copy-button';
import { useChat } from './chat-context';
import { copyText } from './copy-text';
import { LinkButton } from './deep-link/link-button';
import { FeedbackButtons } from './feedback/feedback-buttons';
import type { TurnAnswer } from './merge-turns';
import { WhyButton } from './why/why-button';

/** What can be done with what an answer says: copy it, link to it, judge it, see why. */
export function AnswerActions({ answer }: { answer: TurnAnswer }) {
  const { slug } = useChat();
  const { conversationId } = useParams<{ conversationId?: string }>();
  const { messageId, text } = answer;
  return (
    <>
      {text !== '' && <CopyButton text={copyText(answer)} label="answer" />}
      {messageId && conversationId && (
        <>
          <LinkButton slug={slug} conversationId={conversationId} messageId={messageId} />
          <FeedbackButtons slug={slug} messageId={messageId} />
          <WhyButton slug={slug} messageId={messageId} />
        </>
      )}
    </>
  );
}
