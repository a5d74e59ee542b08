import type { Placement } from './placement';
import type { KeyScope, Plan, PlatformRole, TenantRole } from './schema';

export interface Principal {
  kind: 'user' | 'key' | 'worker';
  id: string;
  role: TenantRole | 'key' | 'worker';
  name: string;
  email: string;
  /** Of a key, those that it took the place of, the first one first. */
  ancestors?: readonly string[];
}

/** What a key may, as it was created. */
export interface KeyFacts {
  readonly id: string;
  readonly scopes: readonly KeyScope[];
  /** Beside the workspace's; what is absent has no limit of the key's own. */
  readonly limits: {
    readonly requestsPerMinute?: number;
    readonly burstPerSecond?: number;
    readonly tokensPerMinute?: number;
    readonly inFlight?: number;
  };
  /** Whether its calls may be answered by a cheaper model or more shortly. */
  readonly mayDowngrade: boolean;
  /** As its prefix says it, for routing; nothing decides by it. */
  readonly tier: string;
}

export interface TenantFacts {
  tenantId: string;
  slug: string;
  tenantName: string;
  plan: Plan;
  timeZone: string;
  policyVersion: number;
  principal: Principal;
  /** Of the person's sign-in, which ends what was begun under it; never leaves the server. */
  sessionId?: string;
  /** Of a key. */
  key?: KeyFacts;
}

/** A context signed by PostgreSQL and the wall-clock time in ms at which it stops being accepted. */
export interface SignedContext {
  token: string;
  expiresAt: number;
}

/** A tenant's, with where its data is: a move changes it under a running answer. */
export interface SignedTenant extends SignedContext {
  placement: Placement;
}

/** Asks PostgreSQL to check the credential again; rejects when it no longer holds. */
export type Renew<S extends SignedContext = SignedContext> = () => Promise<S>;

export class TenantContextClass {
  readonly tenantId: string;
  readonly slug: string;
  readonly tenantName: string;
  readonly plan: Plan;
  readonly timeZone: string;
  readonly policyVersion: number;
  readonly principal: Readonly<Principal>;
  readonly sessionId: string | undefined;
  readonly key: KeyFacts | undefined;
  #signed: SignedTenant;
  readonly #renew: Renew<SignedTenant>;
  #renewing: Promise<SignedTenant> | undefined;

  constructor(facts: TenantFacts, signed: SignedTenant, renew: Renew<SignedTenant>) {
    this.tenantId = facts.tenantId;
    this.slug = facts.slug;
    this.tenantName = facts.tenantName;
    this.plan = facts.plan;
    this.timeZone = facts.timeZone;
    this.policyVersion = facts.policyVersion;
    this.principal = Object.freeze({ ...facts.principal });
    this.sessionId = facts.sessionId;
    this.key = facts.key;
    this.#signed = signed;
    this.#renew = renew;
  }

  /** As of the last verification, at most a minute ago; a gateway that writes asks again. */
  get placement(): Placement {
    return this.#signed.placement;
  }

  /** The database's signed context, renewed when it is about to end. For `lib/db` alone. */
  async databaseToken(): Promise<string> {
    this.#signed = await fresh(this.#signed, () => {
      this.#renewing ??= this.#renew().finally(() => {
        this.#renewing = undefined;
      });
      return this.#renewing;
    });
    return this.#signed.token;
  }
}

export interface PlatformFacts {
  userId: string;
  name: string;
  email: string;
  role: PlatformRole;
}

export class PlatformContextClass {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: PlatformRole;
  #signed: SignedContext;
  readonly #renew: Renew;

  constructor(facts: PlatformFacts, signed: SignedContext, renew: Renew) {
    this.userId = facts.userId;
    this.name = facts.name;
    this.email = facts.email;
    this.role = facts.role;
    this.#signed = signed;
    this.#renew = renew;
  }

  /** As above. */
  async databaseToken(): Promise<string> {
    this.#signed = await fresh(this.#signed, this.#renew);
    return this.#signed.token;
  }
}

const RENEW_BEFORE_MS = 15_000;

/** Signed contexts live on the database's wall clock, which no simulated clock moves. */
async function fresh<S extends SignedContext>(signed: S, renew: Renew<S>): Promise<S> {
  return signed.expiresAt - performance.timeOrigin - performance.now() > RENEW_BEFORE_MS
    ? signed
    : renew();
}
