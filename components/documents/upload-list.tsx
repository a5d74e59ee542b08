'use client';

import { useQueryClient } from '@tanstack/react-query';
import { CircleCheck, CopyCheck, History, RotateCw, TriangleAlert, X } from 'lucide-react';
import { memo, useCallback } from 'react';
import { Button } from '@/components/ui/button';
import { formatBytes, formatCount, formatPercent } from '@/components/ui/format';
import { NearLink } from '@/components/ui/near-link';
import { Progress } from '@/components/ui/progress';
import { Spinner } from '@/components/ui/spinner';
import { type Upload, worthRetrying } from './upload';
import type { UploadQueue } from './upload-queue';

interface UploadListProps {
  slug: string;
  uploads: readonly Upload[];
  queue: UploadQueue;
}

/** Rows drawn at once: what needs somebody first, then what is under way. */
const SHOWN = 50;
const ORDER: Upload['state'][] = [
  'failed',
  'paused',
  'sending',
  'known',
  'version',
  'sent',
  'waiting',
];

/** What is being sent and what came of it; indexing goes on in the table below. */
export function UploadList({ slug, uploads, queue }: UploadListProps) {
  const client = useQueryClient();
  const onDrop = useCallback(
    async (key: string) => {
      await queue.drop(key);
      await client.invalidateQueries({ queryKey: ['uploads', slug] });
    },
    [client, queue, slug],
  );
  if (uploads.length === 0) return null;
  const count = (...states: Upload['state'][]) =>
    uploads.filter(({ state }) => states.includes(state)).length;
  const open = count('waiting', 'sending', 'paused');
  const again = uploads.filter(worthRetrying).length;
  const shown = uploads
    .toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
    .slice(0, SHOWN);
  return (
    <section
      aria-label="Uploads"
      className="mt-3 overflow-hidden rounded-lg border border-line bg-surface shadow-card"
    >
      <header className="flex min-h-11 items-center justify-between gap-3 border-line border-b bg-sunken py-1 pr-2 pl-4">
        <h2 role="status" className="tabular font-medium text-[0.8125rem]">
          {summary(uploads.length, open, count('known'), count('failed'))}
        </h2>
        {again > 1 && (
          <Button size="sm" className="ml-auto" onClick={() => queue.retryFailed()}>
            <RotateCw aria-hidden /> Retry {formatCount(again)} failed
          </Button>
        )}
        {open < uploads.length && (
          <Button variant="ghost" size="sm" onClick={() => queue.clear()}>
            Clear finished
          </Button>
        )}
      </header>
      {open > 0 && uploads.length > 1 && (
        <Progress
          label="All uploads"
          value={(uploads.reduce((sum, { share }) => sum + share, 0) / uploads.length) * 100}
          className="rounded-none"
        />
      )}
      <ul className="max-h-72 divide-y divide-line overflow-y-auto">
        {shown.map((each) => (
          <UploadRow key={each.key} slug={slug} upload={each} queue={queue} onDrop={onDrop} />
        ))}
      </ul>
      {uploads.length > SHOWN && (
        <p className="border-line border-t px-4 py-2 text-ink-faint text-xs">
          And {formatCount(uploads.length - SHOWN)} more. You may leave them to themselves: what is
          open goes on while you read other pages, and after a reload as far as this browser has
          room to keep the files. The others are listed then, to be chosen again.
        </p>
      )}
    </section>
  );
}

function summary(all: number, open: number, known: number, failed: number): string {
  const ended = `${formatCount(all - open - known - failed)} uploaded`;
  return [
    open > 0 ? `Uploading: ${formatCount(open)} of ${formatCount(all)} to go` : ended,
    known > 0 && `${formatCount(known)} already here`,
    failed > 0 && `${formatCount(failed)} not uploaded`,
  ]
    .filter(Boolean)
    .join(', ');
}

const ICON = {
  waiting: <Spinner className="text-ink-faint" />,
  sending: <Spinner className="text-accent-text" />,
  paused: <Spinner className="text-warn" />,
  sent: <CircleCheck aria-hidden className="size-4 text-success" />,
  known: <CopyCheck aria-hidden className="size-4 text-info" />,
  version: <History aria-hidden className="size-4 text-success" />,
  failed: <TriangleAlert aria-hidden className="size-4 text-danger" />,
};

interface UploadRowProps {
  slug: string;
  upload: Upload;
  queue: UploadQueue;
  onDrop: (key: string) => Promise<void>;
}

const UploadRow = memo(function UploadRow({ slug, upload, queue, onDrop }: UploadRowProps) {
  const { key, name, bytes, state, share, error, documentId } = upload;
  const open = state === 'sending' || state === 'waiting' || state === 'paused';
  return (
    <li className="flex items-start gap-3 px-4 py-2.5">
      <span className="mt-0.5">{ICON[state]}</span>
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2 text-sm">
          <span className="truncate font-medium">{name}</span>
          <span className="tabular shrink-0 text-ink-faint text-xs">{formatBytes(bytes)}</span>
        </p>
        {(state === 'sending' || (state === 'paused' && share > 0)) && (
          <div className="mt-1.5 flex items-center gap-3">
            <Progress label={`Sending ${name}`} value={share * 100} />
            <span className="tabular w-10 text-right text-ink-faint text-xs">
              {formatPercent(share)}
            </span>
          </div>
        )}
        {state === 'waiting' && <p className="text-ink-faint text-xs">Waiting for its turn</p>}
        {state === 'paused' && <p className="text-warn text-xs">{error?.message}</p>}
        {state === 'known' && (
          <p className="text-ink-soft text-xs">
            Already here: the library has a document with the same content.{' '}
            <Opened slug={slug} id={documentId} />
          </p>
        )}
        {state === 'version' && (
          <p className="text-ink-soft text-xs">
            A new version of the document of this name. The earlier one answers until this one is
            indexed. <Opened slug={slug} id={documentId} />
          </p>
        )}
        {state === 'failed' && (
          <p role="alert" className="text-danger text-xs leading-relaxed">
            {error?.message ?? 'The file could not be sent.'}
          </p>
        )}
      </div>
      {worthRetrying(upload) && (
        <Button size="sm" onClick={() => queue.retry(key)}>
          <RotateCw aria-hidden /> Retry
        </Button>
      )}
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={open ? `Cancel ${name}` : `Hide ${name}`}
        onClick={() => void onDrop(key)}
      >
        <X aria-hidden />
      </Button>
    </li>
  );
});

function Opened({ slug, id }: { slug: string; id: string | undefined }) {
  if (!id) return null;
  return (
    <NearLink href={`/t/${slug}/documents/${id}`} className="text-accent-text underline">
      Open it
    </NearLink>
  );
}
