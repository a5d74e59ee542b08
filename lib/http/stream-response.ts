/**
 * Streams pieces of text as a download; the next one is made when the last was taken. The first is made before anything is
 * sent, so that a refusal still has a status.
 */
export async function streamResponse(
  pieces: AsyncGenerator<string>,
  filename: string,
  type: 'text/csv' | 'application/jsonl',
): Promise<Response> {
  let next = await pieces.next();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next.done) return controller.close();
      controller.enqueue(encoder.encode(next.value));
      next = await pieces.next();
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      'content-type': `${type}; charset=utf-8`,
      'content-disposition': `attachment; filename="${filename}"`,
    },
  });
}
