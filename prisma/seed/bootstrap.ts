import { withAuth } from '@/lib/db/auth-sql';
import { closePools } from '@/lib/db/pools';
import { env } from '@/lib/env';
import { createFirstOperatorLink } from '@/lib/identity/one-time-links';

/** Prints a one-time link for the first operator while there is none, and nothing from then on. */
async function main(): Promise<void> {
  const operators = await withAuth((sql) =>
    sql("select id from app_user where platform_role = 'operator' limit 1"),
  );
  if (operators.length > 0) return;
  const token = await createFirstOperatorLink();
  console.log('There is no operator yet. Open this link within a day to become the first:');
  console.log(`${env.PUBLIC_URL ?? `http://localhost:${env.PORT}`}/link/${token}`);
}

await main().finally(closePools);
