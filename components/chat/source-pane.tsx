'use client';

import { useQuery } from '@tanstack/react-query';
import { ExternalLink, FileText, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { passageHref } from '@/components/documents/passage-href';
import { readJson } from '@/components/documents/read-json';
import { Button } from '@/components/ui/button';
import { ButtonLink } from '@/components/ui/button-link';
import { CopyButton } from '@/components/ui/copy-button';
import { formatDate } from '@/components/ui/format';
import { Sheet, SheetContent } from '@/components/ui/sheet';
import { Skeleton, SkeletonGroup } from '@/components/ui/skeleton';
import { useMounted } from '@/components/ui/use-mounted';
import { DocumentViewer } from '@/components/viewer/document-viewer';
import type { DocumentText } from '@/lib/documents/schema';
import { SourceProblem } from './source-problem';
import type { SourcePlace } from './use-source';
import { useWide } from './use-wide';

interface SourcePaneProps {
  slug: string;
  place: SourcePlace;
  onClose: () => void;
}

/** The cited document: beside the answer from 1024 px, in a sheet below that. */
export function SourcePane({ slug, place, onClose }: SourcePaneProps) {
  const wide = useWide();
  const mounted = useMounted();
  const query = useQuery({
    queryKey: ['document-text', slug, place.documentId],
    queryFn: () => readJson<DocumentText>(`/api/t/${slug}/documents/${place.documentId}/text`),
    staleTime: 60_000,
    retry: false,
  });
  const title = query.data?.name ?? (query.isError ? 'Not available' : 'Opening the source…');
  const body = query.isError ? (
    <div className="p-4">
      <SourceProblem error={query.error} onRetry={() => void query.refetch()} />
    </div>
  ) : query.data ? (
    <>
      {query.data.supersededAt && (
        <p className="shrink-0 border-line border-b bg-warn-soft px-4 py-2 text-[0.8125rem]">
          This is an earlier version, replaced on {formatDate(query.data.supersededAt)}. Answers no
          longer rest on it.
        </p>
      )}
      <DocumentViewer key={place.documentId} slug={slug} document={query.data} span={place} />
    </>
  ) : (
    <SkeletonGroup label="Opening the source" className="space-y-3 p-5">
      <Skeleton className="h-6 w-1/2" />
      <Skeleton />
      <Skeleton />
      <Skeleton className="w-2/3" />
    </SkeletonGroup>
  );
  const actions = query.data && <PassageActions slug={slug} place={place} />;
  if (mounted && !wide) {
    return (
      <Sheet open onOpenChange={(open) => !open && onClose()}>
        <SheetContent title={title} size="md" footer={actions}>
          <div className="flex h-full flex-col">{body}</div>
        </SheetContent>
      </Sheet>
    );
  }
  return (
    <WidePane key={place.documentId} title={title} actions={actions} onClose={onClose}>
      {body}
    </WidePane>
  );
}

interface WidePaneProps {
  title: string;
  actions: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** Takes the focus when it opens, gives it back when it closes, and closes on Escape. */
function WidePane({ title, actions, onClose, children }: WidePaneProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <aside
      aria-label="Source"
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
      className="hidden w-[min(44%,40rem)] min-w-88 shrink-0 flex-col border-line border-l bg-surface lg:flex"
    >
      <header className="flex h-12 shrink-0 items-center gap-1 border-line border-b pr-2 pl-4">
        <FileText aria-hidden className="size-4 shrink-0 text-ink-faint" />
        <h2
          ref={heading}
          tabIndex={-1}
          title={title}
          className="min-w-0 flex-1 truncate px-1 font-semibold text-sm outline-none"
        >
          {title}
        </h2>
        {actions}
        <Button variant="ghost" size="icon-sm" aria-label="Close the source" onClick={onClose}>
          <X aria-hidden />
        </Button>
      </header>
      {children}
    </aside>
  );
}

/** The link opens for everyone of the workspace who may read the document; the conversation stays private. */
function PassageActions({ slug, place }: { slug: string; place: SourcePlace }) {
  const href = passageHref(slug, place.documentId, place);
  return (
    <div className="flex items-center gap-1">
      <CopyButton text={`${window.location.origin}${href}`} label="link" showLabel />
      <ButtonLink
        href={href}
        variant="ghost"
        size="icon-sm"
        aria-label="Open the document on its own page"
        title="Open the document on its own page"
      >
        <ExternalLink aria-hidden />
      </ButtonLink>
    </div>
  );
}
