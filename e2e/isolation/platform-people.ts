import { makePerson } from '@/e2e/support/make-tenant';
import { PLATFORM_ROLES } from '@/lib/tenancy/schema';
import { Visitor } from './visitor';

/** One of each platform role: they see how much and at what cost, and no content of anybody. */
export async function makePlatformPeople(origin: string): Promise<Visitor[]> {
  return Promise.all(
    PLATFORM_ROLES.map(async (role) =>
      Visitor.create(role, [], origin, (await makePerson(role)).id),
    ),
  );
}
