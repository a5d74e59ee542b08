import { withTenantSql } from '@/lib/db/tenant-sql';
import { getDocument, listDocuments } from '@/lib/documents/queries';
import type { DocumentView } from '@/lib/documents/schema';
import { isAppError } from '@/lib/errors';
import { openPassages } from '@/lib/retrieval/open-passages';
import type { TenantContext } from '@/lib/tenancy/context';
import type { Tool, ToolUse } from './tool';

const LISTED = 50;
const READ_AT_ONCE = 12;

export const SEARCH_LIBRARY: Tool = {
  kind: 'search_library',
  name: 'search_library',
  description:
    'Searches the company’s documents again, in other words than the question’s. Returns the passages that fit best, to be cited.',
  input: {
    type: 'object',
    properties: {
      query: { type: 'string', description: 'What to look for, in plain words.', maxLength: 500 },
    },
    required: ['query'],
  },
  needs: 'chat:ask',
  asksFirst: false,
  async run(_, { query }, use) {
    const passages = await use.search(String(query));
    return {
      text:
        passages.length === 0 ? 'Nothing was found.' : `${passages.length} passages were found.`,
      passages,
    };
  },
};

export const READ_DOCUMENT: Tool = {
  kind: 'read_document',
  name: 'read_document',
  description:
    'Reads a document from a page or a passage on, a few passages at once, to be cited, and says where to go on. Use it where a passage is not enough.',
  input: {
    type: 'object',
    properties: {
      document: { type: 'string', format: 'uuid', description: 'The id that list_documents gave.' },
      page: {
        type: 'integer',
        minimum: 1,
        description: 'From which page on; the first without it.',
      },
      from: {
        type: 'integer',
        minimum: 1,
        description: 'From which passage on, as an earlier reading named it.',
      },
    },
    required: ['document'],
  },
  needs: 'documents:read',
  asksFirst: false,
  async run(ctx, { document, page = 1, from = 1 }, use) {
    const found = await documentIn(ctx, String(document), use.scope);
    if (!found) return { text: 'There is no such document.', failed: true };
    return withTenantSql(ctx, async (sql) => {
      const rows = await sql<PlacedChunk>(
        `select c.tenant_id, c.id, c.place, c.total from (
           select tenant_id, id, page, ordinal, row_number() over (order by ordinal)::int as place,
             count(*) over ()::int as total from chunk where tenant_id = :tenant and document_id = $1) c
         join document d on d.tenant_id = c.tenant_id and d.id = $1
         where c.tenant_id = :tenant and d.superseded_at is null and c.page >= $2 and c.place >= $3
         order by c.ordinal limit ${READ_AT_ONCE}`,
        [found.id, page, from],
      );
      const passages = await openPassages(
        ctx,
        sql,
        rows.map(({ id }) => ({ chunkId: id, score: 0, bm25: 0, dense: 0 })),
      );
      return { text: readWords(found.name, rows), passages };
    });
  },
};

interface PlacedChunk {
  tenant_id: string;
  id: string;
  /** Its place in the document, from 1, and how many there are. */
  place: number;
  total: number;
}

/** Which passages were read, and how to read those behind them. */
function readWords(name: string, rows: readonly PlacedChunk[]): string {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return 'There is nothing there.';
  const read = `${name}, passages ${first.place} to ${last.place} of ${last.total}`;
  return last.place < last.total
    ? `${read}; go on with from: ${last.place + 1}.`
    : `${read}, its end.`;
}

export const LIST_DOCUMENTS: Tool = {
  kind: 'list_documents',
  name: 'list_documents',
  description:
    'Lists the documents that can be read, newest first, with their ids, folders and ages.',
  input: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'A part of the name.', maxLength: 200 },
    },
  },
  needs: 'documents:read',
  asksFirst: false,
  async run(ctx, { name }, { scope }) {
    const wanted = typeof name === 'string' ? name : undefined;
    const documents =
      scope && 'documentIds' in scope
        ? await chosen(ctx, scope.documentIds, wanted)
        : (
            await listDocuments(ctx, {
              stage: 'indexed',
              limit: LISTED,
              ...(wanted && { name: wanted }),
              ...(scope && { folder: scope.folderId }),
            })
          ).documents;
    if (documents.length === 0) return { text: 'No document fits.' };
    return { text: documents.map(line).join('\n') };
  },
};

function line({ id, name, folderName, pages, createdAt, version }: DocumentView): string {
  const facts = [
    `id ${id}`,
    `folder “${folderName}”`,
    ...(pages === null ? [] : [`${pages} pages`]),
    `added ${createdAt.slice(0, 10)}`,
    ...(version > 1 ? [`version ${version}`] : []),
  ];
  return `- ${name} (${facts.join(', ')})`;
}

/** Of chosen documents those that may still be read. */
async function chosen(
  ctx: TenantContext,
  ids: readonly string[],
  name: string | undefined,
): Promise<DocumentView[]> {
  const found = await Promise.all(ids.map((id) => documentOf(ctx, id)));
  return found.flatMap((each) =>
    each && (!name || each.name.toLowerCase().includes(name.toLowerCase())) ? [each] : [],
  );
}

async function documentIn(
  ctx: TenantContext,
  id: string,
  scope: ToolUse['scope'],
): Promise<DocumentView | undefined> {
  const found = await documentOf(ctx, id);
  if (!found || !scope) return found;
  const inside =
    'folderId' in scope ? scope.folderId === found.folderId : scope.documentIds.includes(found.id);
  return inside ? found : undefined;
}

/** Undefined for an absent, a foreign and an unreadable one alike. */
async function documentOf(ctx: TenantContext, id: string): Promise<DocumentView | undefined> {
  try {
    return await getDocument(ctx, id);
  } catch (error) {
    if (isAppError(error) && error.code === 'not_found') return undefined;
    throw error;
  }
}
