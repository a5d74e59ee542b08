'use client';

import { CircleCheck, CopyCheck, RotateCw, TriangleAlert, X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { formatBytes, formatPercent } from '@/components/ui/format';
import { Progress } from '@/components/ui/progress';
import { Spinner } from '@/components/ui/spinner';
import type { Upload } from './use-uploads';

interface UploadListProps {
  uploads: readonly Upload[];
  onRetry: (key: string) => void;
  onDrop: (key: string) => void;
  onClear: () => void;
}

/** What is being sent and what came of it; indexing goes on in the table below. */
export function UploadList({ uploads, onRetry, onDrop, onClear }: UploadListProps) {
  if (uploads.length === 0) return null;
  const open = uploads.filter((each) => each.state === 'waiting' || each.state === 'sending');
  const failed = uploads.filter((each) => each.state === 'failed').length;
  const summary =
    open.length > 0
      ? `Uploading ${uploads.length - open.length + 1} of ${uploads.length}`
      : `${uploads.length - failed} uploaded${failed > 0 ? `, ${failed} not` : ''}`;
  return (
    <section
      aria-label="Uploads"
      className="mt-3 overflow-hidden rounded-lg border border-line bg-surface shadow-card"
    >
      <header className="flex h-11 items-center justify-between gap-3 border-line border-b bg-sunken pr-2 pl-4">
        <h2 role="status" className="tabular font-medium text-[0.8125rem]">
          {summary}
        </h2>
        {open.length < uploads.length && (
          <Button variant="ghost" size="sm" onClick={onClear}>
            Clear finished
          </Button>
        )}
      </header>
      <ul className="max-h-72 divide-y divide-line overflow-y-auto">
        {uploads.map((each) => (
          <UploadRow key={each.key} upload={each} onRetry={onRetry} onDrop={onDrop} />
        ))}
      </ul>
    </section>
  );
}

const ICON = {
  waiting: <Spinner className="text-ink-faint" />,
  sending: <Spinner className="text-accent-text" />,
  sent: <CircleCheck aria-hidden className="size-4 text-success" />,
  known: <CopyCheck aria-hidden className="size-4 text-info" />,
  failed: <TriangleAlert aria-hidden className="size-4 text-danger" />,
};

interface UploadRowProps {
  upload: Upload;
  onRetry: (key: string) => void;
  onDrop: (key: string) => void;
}

function UploadRow({ upload, onRetry, onDrop }: UploadRowProps) {
  const { key, file, state, share, error } = upload;
  // A refusal for what the file is would come again.
  const worthRetrying =
    state === 'failed' &&
    !['invalid_input', 'too_large', 'unsupported_type'].includes(error?.code ?? '');
  return (
    <li className="flex items-start gap-3 px-4 py-2.5">
      <span className="mt-0.5">{ICON[state]}</span>
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2 text-sm">
          <span className="truncate font-medium">{file.name}</span>
          <span className="tabular shrink-0 text-ink-faint text-xs">{formatBytes(file.size)}</span>
        </p>
        {state === 'sending' && (
          <div className="mt-1.5 flex items-center gap-3">
            <Progress label={`Sending ${file.name}`} value={share * 100} />
            <span className="tabular w-10 text-right text-ink-faint text-xs">
              {formatPercent(share)}
            </span>
          </div>
        )}
        {state === 'waiting' && <p className="text-ink-faint text-xs">Waiting for its turn</p>}
        {state === 'known' && (
          <p className="text-ink-soft text-xs">The same file is in the library already.</p>
        )}
        {state === 'failed' && (
          <p role="alert" className="text-danger text-xs leading-relaxed">
            {error?.message ?? 'The file could not be sent.'}
          </p>
        )}
      </div>
      {worthRetrying && (
        <Button size="sm" onClick={() => onRetry(key)}>
          <RotateCw aria-hidden /> Retry
        </Button>
      )}
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={state === 'sending' ? `Cancel ${file.name}` : `Hide ${file.name}`}
        onClick={() => onDrop(key)}
      >
        <X aria-hidden />
      </Button>
    </li>
  );
}
