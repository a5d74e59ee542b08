import { once } from 'node:events';
import { afterEach, expect, it, vi } from 'vitest';
import { makeTenant } from '@/e2e/support/make-tenant';
import { clock, SimulatedClock, setClock } from '@/lib/clock';
import { getDocument } from '@/lib/documents/queries';
import { retryDocument } from '@/lib/documents/retry-document';
import { uploadDocument } from '@/lib/documents/upload-document';
import { nextJob } from '@/lib/tenancy/verify-work';
import { jobSignals } from './job-signals';
import { runJob } from './run-job';
import { STALLED_MS, stallWatch } from './stall-watch';

const before = clock();
afterEach(() => setClock(before));

it('tells a job that hangs from one that works or waits, once', () => {
  const time = new SimulatedClock(0);
  setClock(time);
  const onStall = vi.fn();
  const watch = stallWatch(onStall);
  time.advanceTo(STALLED_MS - 1);
  watch.look();
  watch.beat();
  time.advanceTo(2 * STALLED_MS - 2);
  watch.look();
  watch.rest();
  time.advanceTo(10 * STALLED_MS);
  watch.look();
  expect(onStall).not.toHaveBeenCalled();
  watch.beat();
  time.advanceTo(11 * STALLED_MS);
  watch.look();
  watch.look();
  expect(onStall).toHaveBeenCalledTimes(1);
});

it('makes a document that hangs a failure that says why, and can be retried', async () => {
  const tenant = await makeTenant();
  const bytes = Buffer.from('Nobody reads this.');
  const file = { name: 'hangs.txt', mediaType: 'text/plain', bytes };
  const { document } = await uploadDocument(tenant.ctx, file);
  const job = await nextJob('test', 60, 4);
  if (job?.subjectId !== document.id) throw new Error('Another job was claimed.');
  const ended = once(jobSignals.events, 'ended');
  // It never looks at its signal, as what hangs in somebody else's code does not.
  const running = runJob(job, () => new Promise(() => undefined));
  setClock(new SimulatedClock(clock().now() + STALLED_MS + 1_000, { running: true }));
  expect(await ended).toEqual([{ jobId: job.id, subjectId: document.id, outcome: 'failed' }]);
  await running;
  setClock(before);
  const view = await getDocument(tenant.ctx, document.id);
  expect(view).toMatchObject({ stage: 'failed', failure: { code: 'stalled' } });
  expect(view.failure?.message).toContain('Retry');
  await retryDocument(tenant.ctx, { id: document.id });
  expect((await getDocument(tenant.ctx, document.id)).stage).toBe('received');
});
