import { endOpenWork } from '@/lib/lifecycle/open-work';
import type { TenantContext } from '@/lib/tenancy/context';

const LONGEST_MS = 5_000;

/**
 * After the tenant's state was changed: ends its answers, uploads, downloads and jobs in this process at once
 * and returns when they have stored what they must, or after five seconds. Other processes were told by the
 * same commit and end theirs within two seconds.
 */
export async function stopTenantWork(ctx: TenantContext): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const longest = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LONGEST_MS);
  });
  await Promise.race([endOpenWork(ctx), longest]);
  clearTimeout(timer);
}
