import { readKeyVersions } from '@/lib/keys/read-key-versions';
import { listOperations } from '@/lib/operations/list-operations';
import type { OperationView } from '@/lib/operations/schema';
import type { PlatformContext } from '@/lib/tenancy/context';
import type { KeyState } from './schema';

const ACTIVE = ['queued', 'running'];

/** What the console shows of a tenant's keys, for operators and auditors. */
export async function readKeyState(ctx: PlatformContext, tenantId: string): Promise<KeyState> {
  const operations = await listOperations(ctx, tenantId);
  const versions = await readKeyVersions(ctx, tenantId);
  const active = versions.filter(({ state }) => state === 'active');
  const current = active.at(-1);
  const last = operations.find(({ kind }) => kind === 'rotate_keys');
  const running = last && ACTIVE.includes(last.state) ? last : undefined;
  return {
    version: current?.version ?? null,
    createdAt: versions[0]?.createdAt.toISOString() ?? null,
    rotatedAt: current && current.version > 1 ? current.createdAt.toISOString() : null,
    older: Math.max(0, active.length - 1),
    left: active.length > 1 ? leftOf(last) : 0,
    rotation: running
      ? {
          step: running.step,
          done: running.done,
          total: running.total,
          waitsFor: running.waitsFor,
        }
      : null,
    failed: last?.state === 'failed' || last?.state === 'cancelled',
  };
}

function leftOf(operation: OperationView | undefined): number | null {
  const left = operation?.detail.left;
  return typeof left === 'number' ? left : null;
}
