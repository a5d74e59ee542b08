import { startSequencing } from '@/lib/audit/checkpoints/start-sequencing';
import { startAuditExpiry } from '@/lib/audit/expiry/start-expiry';
import { startStoring } from '@/lib/audit/store/start-storing';
import { startContainments } from '@/lib/containment/start-containments';
import { watchTenant } from '@/lib/containment/watch-tenant';
import { startDeferred } from '@/lib/deferred/start-deferred';
import { startLibrarySweep } from '@/lib/documents/sweep/sweep-library';
import { startCostWatch } from '@/lib/finance/anomalies/schedule-watch';
import { startBooksCheck } from '@/lib/finance/books/schedule-check';
import { startExports } from '@/lib/finance/exports/run-exports';
import { startEndedAnswers } from '@/lib/http/v1/idempotency/remove-ended';
import { startExpiringCopies } from '@/lib/keys/expire-copies';
import { startLeaves } from '@/lib/leaving/start-leaves';
import { startExportSweep } from '@/lib/lifecycle/export/sweep-exports';
import { startRepairs } from '@/lib/lifecycle/repair/start-repairs';
import { startRetention } from '@/lib/lifecycle/retention/schedule-retention';
import { startRollups } from '@/lib/metering/rollups/schedule-rollups';
import { startDeliveries } from '@/lib/notifications/deliver/start-deliveries';
import { startNotices } from '@/lib/notify/deliver-notices';
import { startOperations } from '@/lib/operations/run-operations';
import { startWaysBack } from '@/lib/placement/release-ways-back';
import { startPlanChanges } from '@/lib/plan-changes/start-plan-changes';
import { startAnnouncing } from '@/lib/policies/instances/start-announcing';
import { startPolicyChanges } from '@/lib/policies/start-policy-changes';
import { startSupportEnd } from '@/lib/support-access/start-support-end';
import { startPurging } from '@/lib/vectors/start-purging';
import { startWorker } from './work';

export interface BackgroundLoop {
  /** Takes no further work and resolves when what it holds is done or handed back. */
  stop(): Promise<void>;
}

/** Every loop of the `worker` role. */
const LOOPS: (() => BackgroundLoop | Promise<BackgroundLoop>)[] = [
  () => startWorker(),
  () => startOperations(),
  () => startDeferred(),
  () => startRetention(),
  () => startExportSweep(),
  () => startRepairs(),
  () => startWaysBack(),
  () => startPurging(),
  () => startRollups(watchTenant),
  () => startContainments(),
  () => startNotices(),
  () => startDeliveries(),
  () => startBooksCheck(),
  () => startExports(),
  () => startCostWatch(),
  () => startExpiringCopies(),
  () => startEndedAnswers(),
  () => startLibrarySweep(),
  () => startPlanChanges(),
  () => startPolicyChanges(),
  () => startAnnouncing(),
  () => startSupportEnd(),
  () => startLeaves(),
  () => startSequencing(),
  () => startStoring(),
  () => startAuditExpiry(),
];

export async function startWorkers(): Promise<BackgroundLoop> {
  const loops = await Promise.all(LOOPS.map((start) => start()));
  return {
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
