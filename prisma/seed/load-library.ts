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
  const files = new Map<string, string>();
  const ended = new Map<string, JobReport['outcome']>();
  let look = () => {};
  const onEnded = ({ subjectId, outcome }: JobReport) => {
    // Postponed is tried again.
    if (outcome !== 'postponed') ended.set(subjectId, outcome);
    look();
  };
  jobSignals.events.on('ended', onEnded);
  const worker = startWorker({ concurrency: 2 });
  try {
    for (const { tenant, owner, folderIds } of created) {
      for (const { file, folder } of tenant.documents) {
        const { document } = await uploadDocument(owner, {
          name: file,
          mediaType: MEDIA_TYPES[path.extname(file)] ?? 'application/octet-stream',
          bytes: await fs.readFile(path.join('prisma', 'seed', 'library', tenant.slug, file)),
          folderId: folder === undefined ? undefined : folderIds.get(folder),
        });
        files.set(document.id, file);
      }
    }
    await new Promise<void>((resolve) => {
      look = () => {
        if ([...files.keys()].every((id) => ended.has(id))) resolve();
      };
      look();
    });
  } finally {
    jobSignals.events.off('ended', onEnded);
    await worker.stop();
  }
  const failed = [...files].filter(([id]) => ended.get(id) !== 'done').map(([, file]) => file);
  if (failed.length > 0) throw new Error(`Could not be indexed: ${failed.join(', ')}.`);
}
