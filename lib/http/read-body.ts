import { AppError } from '@/lib/errors';

/**
 * A request's whole body, counted while it arrives. Throws what `tooLarge` gives as soon as the limit is passed, and
 * `cancelled` when the client went away.
 */
export async function readBody(
  request: Request,
  maxBytes: number,
  tooLarge: (bytes: number) => AppError,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read().catch((cause) => {
      throw new AppError('cancelled', 'The upload was cut off. Upload the file again.', { cause });
    });
    if (done) break;
    length += value.length;
    if (length > maxBytes) {
      await reader.cancel().catch(() => undefined);
      throw tooLarge(length);
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks, length);
}
