/** Streams lines as a download. The first is read before anything is sent, so that a refusal still has a status. */
export async function linesResponse(
  lines: AsyncGenerator<string>,
  filename: string,
): Promise<Response> {
  let next = await lines.next();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next.done) return controller.close();
      controller.enqueue(encoder.encode(next.value));
      next = await lines.next();
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'application/jsonl; charset=utf-8',
      'content-disposition': `attachment; filename="${filename}"`,
    },
  });
}
