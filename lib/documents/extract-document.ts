import type { Liveness } from '@/lib/jobs/stall-watch';
import { tenantObjects } from '@/lib/objects/tenant-objects';
import type { Job } from '@/lib/tenancy/verify-work';
import { runExtraction } from './extract/run-extraction';
import type { Extracted } from './extract/schema';
import { inExtractionSlot } from './extraction-slots';
import type { DocumentFailure } from './schema';
import { enterStage, StageProgress } from './stage-progress';
import { loadText, storeText } from './stored-text';

export interface DocumentToRead {
  id: string;
  folderId: string;
  name: string;
  /** As declared by the uploader. */
  mediaType: string;
}

export type Extraction =
  /** `cpuMs`: of the child process; of one that was ended or failed the time for which it ran. */
  | { ok: true; extracted: Extracted; peakBytes: number | undefined; cpuMs: number }
  | { ok: false; code: DocumentFailure; cpuMs: number };

/** Reads the original in a child process, or takes what an earlier attempt of this job had read. */
export async function extractDocument(
  job: Job,
  document: DocumentToRead,
  signal: AbortSignal,
  liveness?: Liveness,
): Promise<Extraction> {
  const stored = await loadText(job.ctx, document.id);
  if (stored) return { ok: true, extracted: stored, peakBytes: undefined, cpuMs: 0 };
  liveness?.rest();
  return inExtractionSlot(signal, async () => {
    liveness?.beat();
    await enterStage(job, 'extracting');
    const bytes = await tenantObjects(job.ctx).get('original', document.id);
    if (!bytes) return { ok: false, code: 'internal', cpuMs: 0 };
    const started = performance.now();
    const progress = new StageProgress(job, 'extracting');
    const result = await runExtraction(
      { bytes, name: document.name, mime: document.mediaType },
      {
        signal,
        onProgress: (done, total) => {
          liveness?.beat();
          progress.report(done, total);
        },
        // The size was bounded at the upload.
        limits: { fileBytes: bytes.length },
      },
    );
    await progress.settled();
    signal.throwIfAborted();
    if (!result.ok) {
      const { code } = result.failure;
      const cpuMs = performance.now() - started;
      return { ok: false, code: code === 'cancelled' ? 'interrupted' : code, cpuMs };
    }
    await storeText(job.ctx, document.id, result.value);
    const { value, peakBytes, cpuMs } = result;
    return { ok: true, extracted: value, peakBytes, cpuMs };
  });
}
