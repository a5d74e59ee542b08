'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Dialog, DialogContent } from '@/components/ui/dialog';
import { formatBytes } from '@/components/ui/format';
import { Spinner } from '@/components/ui/spinner';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import type { DocumentView } from '@/lib/documents/schema';
import { restoreVersionAction } from '@/lib/documents/versions/actions';
import type { VersionView } from '@/lib/documents/versions/schema';
import { readJson } from './read-json';
import { StageBadge, uploaderOf } from './stage-badge';

interface VersionsDialogProps {
  slug: string;
  document: DocumentView;
  manages: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onChanged: () => void;
}

/** Every version of a document, which answers cite it, and the way back to it. */
export function VersionsDialog(props: VersionsDialogProps) {
  const { slug, document, manages, open, onOpenChange, onChanged } = props;
  const [busy, setBusy] = useState<string>();
  const { data, isError } = useQuery({
    queryKey: ['versions', slug, document.id, document.stage],
    queryFn: () => readJson<VersionView[]>(`/api/t/${slug}/documents/${document.id}/versions`),
    enabled: open,
  });
  const restore = async ({ id, version }: VersionView) => {
    setBusy(id);
    const result = await restoreVersionAction(slug, { id });
    setBusy(undefined);
    if (!result.ok)
      return toast.error('The version was not restored', { description: result.error.message });
    if (result.value.alreadyHere)
      toast.info('The library has these bytes already', {
        description: `${result.value.document.name} answers from them.`,
      });
    else
      toast.success(`Version ${version} is being indexed`, {
        description: 'It takes the place of the one in force as soon as that is done.',
      });
    onChanged();
    onOpenChange(false);
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title={`Versions of ${document.name}`}
        description="Answers come from the version in force alone. Citations of an earlier one open that one and say so."
      >
        {isError && (
          <p role="alert" className="text-danger text-sm">
            The versions could not be read. Close this and try again.
          </p>
        )}
        {!data && !isError && <Spinner className="mx-auto my-6" />}
        <ul className="divide-y divide-line">
          {data?.map((each) => (
            <li key={each.id} className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3">
              <div className="min-w-0 flex-1 basis-56 space-y-1 text-sm">
                <p className="flex flex-wrap items-center gap-2 font-medium">
                  <Link
                    href={`/t/${slug}/documents/${each.id}`}
                    className="hover:text-accent-text hover:underline"
                  >
                    Version {each.version}
                  </Link>
                  {each.inForce ? (
                    <Badge tone="success">In force</Badge>
                  ) : (
                    !each.supersededAt && <StageBadge stage={each.stage} />
                  )}
                </p>
                <p className="text-ink-faint text-xs">
                  {uploaderOf(each)}, <Time value={each.createdAt} /> · {formatBytes(each.bytes)}
                  {each.answers !== null && ` · cited by ${answers(each.answers)}`}
                </p>
                <CitedBy slug={slug} version={each} />
              </div>
              {manages && each.supersededAt && (
                <Button
                  size="sm"
                  loading={busy === each.id}
                  disabled={busy !== undefined}
                  onClick={() => restore(each)}
                >
                  Restore
                </Button>
              )}
            </li>
          ))}
        </ul>
      </DialogContent>
    </Dialog>
  );
}

function answers(count: number): string {
  return `${count} ${count === 1 ? 'answer' : 'answers'}`;
}

/** The reader's own: nobody is led to somebody else's conversation. */
function CitedBy({ slug, version }: { slug: string; version: VersionView }) {
  if (version.citedBy.length === 0) return null;
  return (
    <p className="flex flex-wrap gap-x-2 text-xs">
      <span className="text-ink-faint">Yours:</span>
      {version.citedBy.map(({ conversationId, messageId }, index) => (
        <Link
          key={messageId}
          href={`/t/${slug}/c/${conversationId}#${messageId}`}
          className="text-accent-text underline"
        >
          answer {index + 1}
        </Link>
      ))}
    </p>
  );
}
