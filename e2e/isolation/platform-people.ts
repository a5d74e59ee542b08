import { makePerson } from '@/e2e/support/make-tenant';
import { PLATFORM_ROLES } from '@/lib/tenancy/schema';
import { Visitor } from './visitor';

/** What of a tenant the platform's people may know: its name, its people's, and why it was changed. */
export function knownToPlatform(party: string): string {
  return `${party}, as the platform knows it`;
}

/** One of each platform role: they see how much and at what cost, and no content of anybody. */
export async function makePlatformPeople(origin: string, parties: string[]): Promise<Visitor[]> {
  return Promise.all(
    PLATFORM_ROLES.map(async (role) =>
      Visitor.create(role, parties.map(knownToPlatform), origin, (await makePerson(role)).id),
    ),
  );
}
