import { uploadDocument } from '@/lib/documents/upload-document';
import type { TenantContext } from '@/lib/tenancy/context';
import type { TestWorker } from './start-test-worker';

export interface TextFile {
  name: string;
  text: string;
  folderId?: string;
}

/** Uploads one text file and waits until the started worker has indexed it. Returns the document's id. */
export async function indexText(
  worker: TestWorker,
  ctx: TenantContext,
  file: TextFile,
): Promise<string> {
  const { document } = await uploadDocument(ctx, {
    name: file.name,
    mediaType: 'text/plain',
    bytes: Buffer.from(file.text),
    folderId: file.folderId,
  });
  const report = await worker.ended(document.id);
  if (report.outcome !== 'done') throw new Error(`${file.name} was not indexed: ${report.outcome}`);
  return document.id;
}
