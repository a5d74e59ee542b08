import fs from 'node:fs/promises';
import path from 'node:path';
import { uploadDocument } from '@/lib/documents/upload-document';
import { type JobReport, jobSignals } from '@/lib/jobs/job-signals';
import { startWorker } from '@/lib/jobs/work';
import type { CreatedTenant } from './create-tenant';

const MEDIA_TYPES: Record<string, string> = {
  '.pdf': 'application/pdf',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.pptx': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.md': 'text/markdown',
  '.txt': 'text/plain',
};

/** Uploads every tenant's documents and waits until the worker has indexed them all. */
export async function loadLibraries(created: CreatedTenant[]): Promise<void> {
  const waiting = new Set<string>();
  const failed: JobReport[] = [];
  let finish: () => void = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const worker = startWorker({ concurrency: 2 });
  const early = new Set<string>();
  let uploading = true;
  const onEnded = (report: JobReport) => {
    if (report.outcome !== 'done') failed.push(report);
    if (!waiting.delete(report.subjectId)) early.add(report.subjectId);
    if (!uploading && waiting.size === 0) finish();
  };
  jobSignals.events.on('ended', onEnded);
  try {
    for (const { tenant, owner, folderIds } of created) {
      for (const { file, folder } of tenant.documents) {
        const { document } = await uploadDocument(owner, {
          name: file,
          mediaType: MEDIA_TYPES[path.extname(file)] ?? 'application/octet-stream',
          bytes: await fs.readFile(path.join('prisma', 'seed', 'library', tenant.slug, file)),
          folderId: folder === undefined ? undefined : folderIds.get(folder),
        });
        if (!early.delete(document.id)) waiting.add(document.id);
      }
    }
    uploading = false;
    if (waiting.size > 0) await finished;
  } finally {
    jobSignals.events.off('ended', onEnded);
    await worker.stop();
  }
  if (failed.length > 0) throw new Error(`${failed.length} demo documents could not be indexed.`);
}
