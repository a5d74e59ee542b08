import { Download, Eye } from 'lucide-react';
import type { Metadata } from 'next';
import { ComingVersion, IndexAgainButton } from '@/components/documents/index-again';
import { formatName, StageBadge } from '@/components/documents/stage-badge';
import { VersionNotice } from '@/components/documents/version-notice';
import { PageFill } from '@/components/shell/page-body';
import { ButtonLink } from '@/components/ui/button-link';
import { buttonVariants } from '@/components/ui/button-variants';
import { EmptyState } from '@/components/ui/empty-state';
import { formatBytes } from '@/components/ui/format';
import { PageHeader } from '@/components/ui/page-header';
import { DocumentViewer } from '@/components/viewer/document-viewer';
import { getDocument } from '@/lib/documents/queries';
import { readDocumentText } from '@/lib/documents/read-passage';
import { isActive } from '@/lib/documents/schema';
import { listVersions } from '@/lib/documents/versions/queries';
import { isAppError } from '@/lib/errors';
import { tenantPage } from '@/lib/http/page-context';
import { can } from '@/lib/tenancy/roles';
import { readDocument } from './read-document';

interface DocumentPageProps {
  params: Promise<{ tenant: string; id: string }>;
  searchParams: Promise<{ start?: string; end?: string; page?: string }>;
}

export async function generateMetadata({ params }: DocumentPageProps): Promise<Metadata> {
  const { tenant, id } = await params;
  return { title: (await readDocument(tenant, id)).name };
}

/** A document on its own page; `start` and `end` mark a passage, so that its link can be shared, `page` begins at a page. */
export default async function DocumentPage({ params, searchParams }: DocumentPageProps) {
  const { tenant, id } = await params;
  const { start, end, page } = await searchParams;
  const document = await readDocument(tenant, id);
  const ctx = await tenantPage(tenant);
  const text = document.stage === 'indexed' ? await readDocumentText(ctx, id) : undefined;
  const manages = can(ctx, 'documents:upload');
  const versions = document.supersededAt || manages ? await listVersions(ctx, id) : [];
  const coming = manages
    ? versions.find((each) => each.version > document.version && isActive(each.stage))
    : undefined;
  const comingView = coming && (await orUndefined(getDocument(ctx, coming.id)));
  const facts = [
    document.version > 1 && `Version ${document.version}`,
    formatName(document.format),
    formatBytes(document.bytes),
    document.pages && `${document.pages} ${document.pages === 1 ? 'page' : 'pages'}`,
    document.folderName,
  ];
  return (
    <PageFill>
      <div className="shrink-0 px-4 pt-5 sm:px-6 lg:px-8 [&>header]:mb-4">
        <PageHeader
          breadcrumb={[
            { label: 'Documents', href: `/t/${tenant}/documents` },
            { label: document.name },
          ]}
          title={document.name}
          meta={document.stage !== 'indexed' && <StageBadge stage={document.stage} />}
          description={facts.filter(Boolean).join(' · ')}
          actions={
            <>
              {manages && document.stage === 'indexed' && !document.supersededAt && !coming && (
                <IndexAgainButton slug={tenant} id={id} />
              )}
              {can(ctx, 'audit:read') && (
                <ButtonLink href={`/t/${tenant}/audit/seen?document=${id}`}>
                  <Eye aria-hidden /> Who saw it
                </ButtonLink>
              )}
              <a
                href={`/api/t/${tenant}/documents/${id}/original`}
                download={document.name}
                className={buttonVariants()}
              >
                <Download aria-hidden /> Download original
              </a>
            </>
          }
        />
        {comingView && <ComingVersion slug={tenant} document={comingView} />}
        <VersionNotice slug={tenant} document={document} versions={versions} />
      </div>
      <div className="mx-auto flex min-h-0 w-full max-w-4xl flex-1 flex-col border-line border-t bg-surface lg:mb-6 lg:rounded-lg lg:border lg:shadow-card">
        {text ? (
          <DocumentViewer
            slug={ctx.slug}
            document={text}
            span={spanOf(start, end)}
            firstPage={Number(page) > 0 ? Number(page) : undefined}
          />
        ) : (
          <EmptyState
            bare
            title="There is no text to show yet"
            text={document.failure?.message ?? 'The document is read once it is indexed.'}
          />
        )}
      </div>
    </PageFill>
  );
}

/** It may have ended since the versions were listed. */
function orUndefined<T>(read: Promise<T>): Promise<T | undefined> {
  return read.catch((error) => {
    if (isAppError(error) && error.code === 'not_found') return undefined;
    throw error;
  });
}

/** Nothing without both; what is no number names a place that no document has. */
function spanOf(start?: string, end?: string): { start: number; end: number } | undefined {
  if (start === undefined || end === undefined) return undefined;
  const place = { start: Number(start), end: Number(end) };
  return Number.isInteger(place.start) && Number.isInteger(place.end) && place.start >= 0
    ? place
    : { start: Number.MAX_SAFE_INTEGER, end: Number.MAX_SAFE_INTEGER };
}
