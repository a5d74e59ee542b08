import type { Plan, PlatformRole, TenantRole } from './schema';

export interface Principal {
  kind: 'user' | 'worker';
  id: string;
  role: TenantRole | 'worker';
  name: string;
  email: string;
}

export interface TenantFacts {
  tenantId: string;
  slug: string;
  tenantName: string;
  plan: Plan;
  isolationTier: 'shared' | 'namespace' | 'dedicated';
  timeZone: string;
  policyVersion: number;
  principal: Principal;
}

/** A context signed by PostgreSQL and the wall-clock time in ms at which it stops being accepted. */
export interface SignedContext {
  token: string;
  expiresAt: number;
}

/** Asks PostgreSQL to check the credential again; rejects when it no longer holds. */
export type Renew = () => Promise<SignedContext>;

export class TenantContextClass {
  readonly tenantId: string;
  readonly slug: string;
  readonly tenantName: string;
  readonly plan: Plan;
  readonly isolationTier: TenantFacts['isolationTier'];
  readonly timeZone: string;
  readonly policyVersion: number;
  readonly principal: Readonly<Principal>;
  #signed: SignedContext;
  readonly #renew: Renew;
  #renewing: Promise<SignedContext> | undefined;

  constructor(facts: TenantFacts, signed: SignedContext, renew: Renew) {
    this.tenantId = facts.tenantId;
    this.slug = facts.slug;
    this.tenantName = facts.tenantName;
    this.plan = facts.plan;
    this.isolationTier = facts.isolationTier;
    this.timeZone = facts.timeZone;
    this.policyVersion = facts.policyVersion;
    this.principal = Object.freeze({ ...facts.principal });
    this.#signed = signed;
    this.#renew = renew;
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
async function fresh(signed: SignedContext, renew: Renew): Promise<SignedContext> {
  return signed.expiresAt - performance.timeOrigin - performance.now() > RENEW_BEFORE_MS
    ? signed
    : renew();
}
