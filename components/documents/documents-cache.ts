import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { DocumentPage, DocumentView } from '@/lib/documents/schema';

/** Changes what the listings of a workspace show before the server has it; the next answer of the server settles it. */
export function changeListed(
  client: QueryClient,
  slug: string,
  change: (documents: readonly DocumentView[]) => DocumentView[],
): void {
  client.setQueriesData<InfiniteData<DocumentPage>>(
    { queryKey: ['documents', slug] },
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({ ...page, documents: change(page.documents) })),
      },
  );
}
