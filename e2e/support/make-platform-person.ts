import type { PlatformContext } from '@/lib/tenancy/context';
import type { PlatformRole } from '@/lib/tenancy/schema';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';
import { makePerson } from './make-tenant';

/** The verified context of a new person with the role. */
export async function makePlatformPerson(role: PlatformRole): Promise<PlatformContext> {
  return verifyPlatformSession((await makePerson(role)).session);
}
