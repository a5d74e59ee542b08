import { makePerson } from '@/e2e/support/make-tenant';
import { newId } from '@/lib/ids';
import { addMember } from '@/lib/tenancy/add-member';
import { PLATFORM_ROLES } from '@/lib/tenancy/schema';
import type { CanaryBook } from './canaries';
import { makeParty } from './make-party';
import type { Party } from './party';
import { makePlatformPeople } from './platform-people';
import type { Product } from './product';
import { Visitor } from './visitor';

export interface World {
  victim: Party;
  attacker: Party;
  /** Everyone who tries: people of the attacker's tenant, the platform's people, and nobody. */
  attackers: Visitor[];
  /** Another person who may do what one of the attackers may, for what ends all sessions of its caller. */
  twinOf(attacker: Visitor): Promise<Visitor>;
}

/** Two tenants made through the product, each with canaries in every kind of thing that people write. */
export async function makeWorld(product: Product, book: CanaryBook): Promise<World> {
  const victim = await makeParty('victim', product, book);
  const attacker = await makeParty('attacker', product, book);
  const platform = await makePlatformPeople(product.url, [
    'victim',
    'attacker',
    'a paused company',
  ]);
  const anonymous = await Visitor.create('anonymous', [], product.url, undefined);
  return {
    victim,
    attacker,
    attackers: [attacker.visitor, attacker.memberVisitor, ...platform, anonymous],
    async twinOf(person) {
      const { name, allowed, origin } = person;
      if (person === anonymous) return anonymous;
      const platformRole = PLATFORM_ROLES.find((role) => role === name);
      const { id } = platformRole
        ? await makePerson(platformRole)
        : await addMember(attacker.ctx, {
            email: `${newId()}@example.test`,
            name: 'Twin',
            role: person === attacker.memberVisitor ? 'member' : 'admin',
          });
      return Visitor.create(name, [...allowed], origin, id);
    },
  };
}
