import { exportConversation } from '@/lib/conversation-export/export-conversation';
import { conversationExportSchema } from '@/lib/conversation-export/schema';
import { parseInput } from '@/lib/documents/parse-input';
import { attachment } from '@/lib/http/attachment';
import { withContentRoute } from '@/lib/http/route-context';

/** One conversation as a file, which no browser shows as a page of ours. */
export const GET = withContentRoute(async (request, { ctx, param, ended }) => {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const wanted = parseInput(conversationExportSchema, query);
  const signal = AbortSignal.any([request.signal, ended]);
  const { name, mediaType, bytes } = await exportConversation(ctx, param('id'), wanted, signal);
  return new Response(piecesOf(bytes), {
    headers: {
      'content-type': mediaType,
      'content-length': String(bytes.length),
      'content-disposition': attachment(name),
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
  });
});

const PIECE = 65_536;

function piecesOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let from = 0;
  return new ReadableStream({
    pull(controller) {
      if (from >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(from, from + PIECE));
      from += PIECE;
    },
  });
}
