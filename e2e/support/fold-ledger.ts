import { foldLedger } from '@/lib/metering/ledger-days/fold-ledger';
import { foldRows } from '@/lib/metering/rollups/fold-rows';
import { asSuperuser } from './as-superuser';

/** All that waits, without the seconds that what is busy is left alone. */
export async function foldLedgerNow(): Promise<void> {
  await asSuperuser(
    "update rollup_touch set due = clock_timestamp() where grain = 'minute' and due > clock_timestamp()",
  );
  await foldRows();
  await asSuperuser(
    'update ledger_touch set due = clock_timestamp() where due > clock_timestamp()',
  );
  await foldLedger();
}
