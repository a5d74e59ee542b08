'use client';

import { FileText, SearchX } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useCallback, useState } from 'react';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Kbd } from '@/components/ui/kbd';
import { useMedia } from '@/components/ui/use-media';
import { SORTS } from '@/lib/documents/facts';
import type { FolderView } from '@/lib/documents/folders/schema';
import type { DocumentPage } from '@/lib/documents/schema';
import { createTagAction } from '@/lib/documents/tags/actions';
import { BulkBar } from './bulk-bar';
import { DocumentCards } from './document-cards';
import { DocumentTable } from './document-table';
import { LibraryFilters } from './library-filters';
import { STATUSES } from './library-status';
import { UploadPanel } from './upload-panel';
import { useChanges } from './use-changes';
import { useDocuments } from './use-documents';
import { useSelection } from './use-selection';

const NameDialog = dynamic(() => import('./name-dialog').then((loaded) => loaded.NameDialog));

interface LibraryProps {
  slug: string;
  personId: string;
  initial: DocumentPage;
  folders: readonly FolderView[];
  /** The folder that files go to while no other is chosen. */
  firstFolder: FolderView | undefined;
  canUpload: boolean;
  maxBytes: number;
}

/** The documents that a person may read; for admins also the way in and out. */
export function Library(props: LibraryProps) {
  const { slug, initial, folders, canUpload } = props;
  const router = useRouter();
  const [filter, setFilter] = useQueryStates({
    folder: parseAsString,
    status: parseAsStringLiteral(STATUSES),
    q: parseAsString.withOptions({ limitUrlUpdates: { method: 'debounce', timeMs: 250 } }),
    tag: parseAsString,
    sort: parseAsStringLiteral(SORTS),
  });
  const listed = useDocuments(slug, filter, initial);
  const { documents, counts, tags, loading, failed, more, refresh } = listed;
  const { busy, change } = useChanges(slug, documents, refresh);
  const [tagging, setTagging] = useState(false);
  const selection = useSelection(
    documents.map(({ id }) => id),
    {
      onOpen: (id) => router.push(`/t/${slug}/documents/${id}`),
      onDelete: (ids) => canUpload && void change(ids, { kind: 'remove' }),
    },
  );
  const chosen = documents.filter(({ id }) => selection.chosen.has(id));
  const onChange = useCallback<typeof change>((ids, asked) => change(ids, asked), [change]);
  const onSort = useCallback(
    (sort: (typeof SORTS)[number] | null) => void setFilter({ sort }),
    [setFilter],
  );
  const target = folders.find((each) => each.id === filter.folder) ?? props.firstFolder;
  // Both are in the page until the browser says which one is seen; then the other one need not be kept current.
  const narrow = useMedia('(width < 40rem)');
  const filtered = Boolean(filter.folder || filter.status || filter.q || filter.tag);
  const listing = {
    ...{ slug, documents, folders, tags, selection },
    ...{ manages: canUpload, onChange, onChanged: refresh },
  };
  return (
    <div>
      {canUpload && (
        <UploadPanel
          slug={slug}
          personId={props.personId}
          target={target}
          maxBytes={props.maxBytes}
          onSent={refresh}
        />
      )}
      <LibraryFilters
        filter={filter}
        onFilter={setFilter}
        folders={folders}
        counts={counts}
        tags={tags}
      />
      {chosen.length > 0 && canUpload && (
        <BulkBar
          chosen={chosen}
          folders={folders}
          tags={tags}
          busy={busy}
          onChange={onChange}
          onNewTag={() => setTagging(true)}
          onClear={selection.clear}
        />
      )}
      {tagging && (
        <NameDialog
          open
          onOpenChange={setTagging}
          title="New tag"
          description={`It is put on the ${chosen.length} chosen ${chosen.length === 1 ? 'document' : 'documents'}.`}
          label="Name"
          submitLabel="Create tag"
          onSubmit={async (name) => {
            const made = await createTagAction(slug, { name });
            if (!made.ok) return made.error.message;
            const ids = chosen.map(({ id }) => id);
            if (ids.length > 0) await change(ids, { kind: 'tag', tagId: made.value.id, on: true });
            return undefined;
          }}
        />
      )}
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
            {narrow !== true && (
              <div className="hidden sm:block">
                <DocumentTable {...listing} sort={filter.sort} onSort={onSort} />
                <Shortcuts manages={canUpload} />
              </div>
            )}
            {narrow !== false && (
              <div className="sm:hidden">
                <DocumentCards {...listing} />
              </div>
            )}
          </>
        ) : filtered ? (
          <EmptyState
            icon={<SearchX />}
            title="No document matches"
            text="Change the search, the folder, the tag or the status."
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
            action={
              canUpload && (
                <Button onClick={() => document.getElementById('upload')?.click()}>
                  Choose files
                </Button>
              )
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

function Shortcuts({ manages }: { manages: boolean }) {
  return (
    <p className="mt-2 hidden flex-wrap items-center gap-x-3 gap-y-1 text-ink-faint text-xs lg:flex">
      <span>
        <Kbd>↑</Kbd> <Kbd>↓</Kbd> walk through
      </span>
      <span>
        <Kbd>Enter</Kbd> open
      </span>
      {manages && (
        <>
          <span>
            <Kbd>Space</Kbd> choose, with <Kbd>Shift</Kbd> and arrows several
          </span>
          <span>
            <Kbd>Delete</Kbd> delete
          </span>
        </>
      )}
      <span>
        <Kbd>/</Kbd> search
      </span>
    </p>
  );
}
