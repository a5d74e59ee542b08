import { newId } from '@/lib/ids';
import { foldFleet } from '@/lib/metering/fleet/fold-fleet';
import { foldRows } from '@/lib/metering/rollups/fold-rows';
import { forgetTenant } from '@/lib/tenant-caches';
import { asSuperuser } from './as-superuser';

/** All that waits, without the seconds that what is busy is left alone; the next reading of the fleet is a new one. */
export async function foldFleetNow(): Promise<void> {
  await asSuperuser(
    "update rollup_touch set due = clock_timestamp() where grain = 'minute' and due > clock_timestamp()",
  );
  await foldRows();
  await asSuperuser('update fleet_touch set due = clock_timestamp() where due > clock_timestamp()');
  await foldFleet();
  forgetTenant(newId());
}
