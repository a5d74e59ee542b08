'use client';

import { FileText, SearchX } from 'lucide-react';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import type { FolderView } from '@/lib/documents/folders/schema';
import type { DocumentPage } from '@/lib/documents/schema';
import { DocumentCards } from './document-cards';
import { DocumentTable } from './document-table';
import { DropArea } from './drop-area';
import { LibraryFilters } from './library-filters';
import { STATUSES } from './library-status';
import { UploadList } from './upload-list';
import { useDocuments } from './use-documents';
import { useUploads } from './use-uploads';

interface LibraryProps {
  slug: string;
  initial: DocumentPage;
  folders: readonly FolderView[];
  /** The folder that files go to while no other is chosen. */
  firstFolder: FolderView | undefined;
  canUpload: boolean;
  maxBytes: number;
}

/** The documents that a person may read; for admins also the way in and out. */
export function Library(props: LibraryProps) {
  const { slug, initial, folders, canUpload, maxBytes } = props;
  const [filter, setFilter] = useQueryStates({
    folder: parseAsString,
    status: parseAsStringLiteral(STATUSES),
    q: parseAsString.withOptions({ limitUrlUpdates: { method: 'debounce', timeMs: 250 } }),
  });
  const { documents, counts, loading, failed, more, refresh } = useDocuments(slug, filter, initial);
  const uploads = useUploads(slug, refresh);
  const target = folders.find((each) => each.id === filter.folder) ?? props.firstFolder;
  const filtered = Boolean(filter.folder || filter.status || filter.q);
  const listing = { slug, documents, folders, manages: canUpload, onChanged: refresh };
  return (
    <div>
      {canUpload && (
        <div className="mb-6">
          <DropArea
            folder={target?.name ?? 'the library'}
            maxBytes={maxBytes}
            onFiles={(files) => uploads.add(files, target?.id)}
            onRefused={uploads.refuse}
          />
          <UploadList
            uploads={uploads.uploads}
            onRetry={uploads.retry}
            onDrop={uploads.drop}
            onClear={uploads.clear}
          />
        </div>
      )}
      <LibraryFilters filter={filter} onFilter={setFilter} folders={folders} counts={counts} />
      {failed && (
        <Alert
          kind="warn"
          className="mb-3"
          title="The list could not be refreshed"
          text="What you see may be out of date. It is tried again by itself."
        />
      )}
      <div aria-busy={loading} className={loading ? 'opacity-60 transition-opacity' : undefined}>
        {documents.length > 0 ? (
          <>
            <div className="hidden sm:block">
              <DocumentTable {...listing} />
            </div>
            <div className="sm:hidden">
              <DocumentCards {...listing} />
            </div>
          </>
        ) : filtered ? (
          <EmptyState
            icon={<SearchX />}
            title="No document matches"
            text="Change the search, the folder or the status."
            action={<Button onClick={() => setFilter(null)}>Clear the filters</Button>}
          />
        ) : (
          <EmptyState
            icon={<FileText />}
            title="No documents yet"
            text={
              canUpload
                ? 'Drop files above. They can be asked about as soon as they are indexed.'
                : 'An administrator of your workspace uploads them. You will see here what you may read.'
            }
          />
        )}
      </div>
      {more && (
        <div className="mt-4 text-center">
          <Button onClick={more}>Show more</Button>
        </div>
      )}
    </div>
  );
}
