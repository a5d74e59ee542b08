'use client';

import { FileUp, MessageSquareText } from 'lucide-react';
import Link from 'next/link';
import { BrandMark } from '@/components/shell/brand';
import { useChat } from './chat-context';

interface EmptyChatProps {
  name: string;
  documents: number;
  /** Names of a few documents to ask about. */
  examples: readonly string[];
  canUpload: boolean;
}

/** The start of a conversation: what can be asked, or what has to be there first. */
export function EmptyChat({ name, documents, examples, canUpload }: EmptyChatProps) {
  const { slug, ask } = useChat();
  const first = name.split(' ')[0];
  return (
    <div className="flex flex-col items-center pt-[min(12vh,7rem)] text-center">
      <BrandMark className="mb-5 size-11" />
      <h1 className="font-semibold text-2xl tracking-tight">Good to see you, {first}</h1>
      <p className="mt-2 max-w-md text-pretty text-ink-soft text-sm leading-relaxed">
        {documents > 0
          ? `Ask about the ${documents === 1 ? 'document' : `${documents} documents`} you may read. Every answer names its sources.`
          : canUpload
            ? 'There are no documents yet. Upload some, and their answers will follow.'
            : 'There are no documents for you yet. An administrator of your workspace uploads them.'}
      </p>
      <div className="mt-8 grid w-full max-w-xl gap-2.5 sm:grid-cols-2">
        {canUpload && (
          <Link href={`/t/${slug}/documents`} className={card}>
            <FileUp aria-hidden className="size-4 shrink-0 text-accent-text" />
            Upload documents
          </Link>
        )}
        {examples.map((each) => (
          <button
            key={each}
            type="button"
            onClick={() => ask(`What are the main points of ${each}?`, undefined)}
            className={card}
          >
            <MessageSquareText aria-hidden className="size-4 shrink-0 text-accent-text" />
            <span className="line-clamp-2">What are the main points of {each}?</span>
          </button>
        ))}
      </div>
    </div>
  );
}

const card =
  'flex min-h-12 items-center gap-3 rounded-lg border border-line bg-surface px-4 py-3 text-left text-sm shadow-card transition-colors hover:border-line-firm hover:bg-sunken dark:bg-raised';
