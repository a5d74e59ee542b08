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
}

/** Two tenants made through the product, each with canaries in every kind of thing that people write. */
export async function makeWorld(product: Product, book: CanaryBook): Promise<World> {
  const victim = await makeParty('victim', product, book);
  const attacker = await makeParty('attacker', product, book);
  const platform = await makePlatformPeople(product.url, ['victim', 'attacker']);
  const anonymous = await Visitor.create('anonymous', [], product.url, undefined);
  return {
    victim,
    attacker,
    attackers: [attacker.visitor, attacker.memberVisitor, ...platform, anonymous],
  };
}
