'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { formatBytes, formatPercent } from '@/components/ui/format';
import type { FolderView } from '@/lib/documents/folders/schema';
import type { PendingUpload } from '@/lib/documents/uploads/schema';
import { DropArea } from './drop-area';
import { readJson } from './read-json';
import { SignedOutUploads } from './signed-out-uploads';
import { UploadList } from './upload-list';
import { useUploads } from './use-uploads';

interface UploadPanelProps {
  slug: string;
  personId: string;
  target: FolderView | undefined;
  maxBytes: number;
  onSent: () => void;
}

/** The listing is read again at most so often, however many files arrive. */
const REFRESH_MS = 1_500;

/** The way in: dropping files, what is on its way, and what was left half sent. */
export function UploadPanel({ slug, personId, target, maxBytes, onSent }: UploadPanelProps) {
  const { queue, uploads } = useUploads(slug, personId, useSeldom(onSent, REFRESH_MS));
  return (
    <div className="mb-6">
      <DropArea
        folder={target?.name ?? 'the library'}
        maxBytes={maxBytes}
        onFiles={(files) => queue.add(files, target?.id)}
        onRefused={(file, message) => queue.refuse(file, message)}
      />
      <SignedOutUploads uploads={uploads} queue={queue} />
      <UploadList slug={slug} uploads={uploads} queue={queue} />
      <LeftUploads slug={slug} sending={uploads.map(({ name }) => name)} />
    </div>
  );
}

/** Calls at once, then at most every `ms`, and once more after the last. */
function useSeldom(work: () => void, ms: number): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const again = useRef(false);
  return useCallback(() => {
    if (timer.current !== undefined) {
      again.current = true;
      return;
    }
    const run = () => {
      again.current = false;
      work();
      timer.current = setTimeout(() => {
        timer.current = undefined;
        if (again.current) run();
      }, ms);
    };
    run();
  }, [work, ms]);
}

/** Files of which the server has a part and that this browser does not have any more. */
function LeftUploads({ slug, sending }: { slug: string; sending: readonly string[] }) {
  const client = useQueryClient();
  const key = ['uploads', slug];
  const { data = [] } = useQuery({
    queryKey: key,
    queryFn: () => readJson<PendingUpload[]>(`/api/t/${slug}/uploads`),
  });
  const left = data.filter(({ name }) => !sending.includes(name));
  if (left.length === 0) return null;
  const discard = async ({ id }: PendingUpload) => {
    await fetch(`/api/t/${slug}/uploads/${id}`, { method: 'DELETE' });
    await client.invalidateQueries({ queryKey: key });
  };
  return (
    <section
      aria-label="Unfinished uploads"
      className="mt-3 rounded-lg border border-line bg-surface shadow-card"
    >
      <h2 className="border-line border-b px-4 py-2.5 font-medium text-[0.8125rem]">
        Unfinished uploads
      </h2>
      <ul className="divide-y divide-line">
        {left.map((upload) => (
          <li key={upload.id} className="flex items-center gap-3 px-4 py-2">
            <p className="min-w-0 flex-1 text-sm">
              <span className="block truncate font-medium">{upload.name}</span>
              <span className="text-ink-faint text-xs">
                {formatPercent(upload.received / upload.bytes)} of {formatBytes(upload.bytes)} have
                arrived. Choose the file again to go on; it is kept for a day.
              </span>
            </p>
            <Button
              size="sm"
              aria-label={`Discard ${upload.name}`}
              onClick={() => void discard(upload)}
            >
              Discard
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
