import { makePerson } from '@/e2e/support/make-tenant';
import { transaction } from '@/lib/db/transaction';
import { addMember } from '@/lib/tenancy/add-member';
import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import { verifyPlatformSession } from '@/lib/tenancy/verify-session';
import { ask } from '../calls';
import { CanaryBook } from '../canaries';
import type { Product } from '../product';
import { actionIds } from '../published-actions';
import type { Received, Visitor } from '../visitor';
import { makeWorld, type Party } from '../world';

/** What the attempts work with. */
export interface MatrixScene {
  victim: Party;
  attacker: Party;
  /**
   * Owner of the attacker's tenant and a member of the victim's, so that what is kept for one person could
   * cross with that person. Acts in the attacker's tenant alone.
   */
  double: Visitor;
  /** Signed in, without any role of the platform. */
  outsider: Visitor;
  book: CanaryBook;
  /** A fresh proof, for making what an attempt may ruin; one from before may be of a careless mint. */
  operator(): Promise<PlatformContext>;
  /** By `file#name`. */
  actions: Map<string, string>;
  /** A statement as the victim's owner, past the gateway. */
  victimSql<Row extends object>(text: string, params?: unknown[]): Promise<Row[]>;
  attackerSql<Row extends object>(text: string, params?: unknown[]): Promise<Row[]>;
  /** What of the victim is in an answer to one of the attacker's tenant. */
  foundInTenant(received: Pick<Received, 'text'>): string | undefined;
  /** What of the victim is in an answer to somebody with no role of the platform. */
  foundOnPlatform(received: Pick<Received, 'text'>): string | undefined;
}

/** Its own members, of whom the double is one, see it in their list of workspaces. */
const SEEN_BY_MEMBERS = 'tenant name';

/** The world of the attack families, with a person of both tenants who asked something in the victim's. */
export async function makeScene(product: Product, pagesFolder: string): Promise<MatrixScene> {
  const book = new CanaryBook();
  const { victim, attacker } = await makeWorld(product, book);
  const { session } = await makePerson('operator');
  await addMember(victim.ctx, {
    email: attacker.ctx.principal.email,
    name: 'Double',
    role: 'member',
  });
  await ask(
    attacker.visitor,
    victim.slug,
    `${book.plant('victim double', 'title of a conversation')}: which number has the boiler room?`,
  );
  const own = new Set(
    book.planted.map(({ circle }) => circle).filter((circle) => !circle.startsWith('victim')),
  );
  const found = ({ text }: Pick<Received, 'text'>, exceptPlace?: string) => {
    const canary = book.find(text, own).find(({ place }) => place !== exceptPlace);
    return canary && `${canary.place} of ${canary.circle}`;
  };
  return {
    victim,
    attacker,
    double: attacker.visitor,
    outsider: attacker.memberVisitor,
    book,
    operator: () => verifyPlatformSession(session),
    actions: actionIds(pagesFolder),
    victimSql: (text, params) => rawSql(victim.ctx, text, params),
    attackerSql: (text, params) => rawSql(attacker.ctx, text, params),
    foundInTenant: (received) => found(received, SEEN_BY_MEMBERS),
    foundOnPlatform: (received) => found(received),
  };
}

async function rawSql<Row extends object>(
  ctx: TenantContext,
  text: string,
  params: unknown[] = [],
): Promise<Row[]> {
  const token = await ctx.databaseToken();
  return transaction('app', token, async (client) => (await client.query<Row>(text, params)).rows);
}
