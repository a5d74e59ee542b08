import { processState } from '@/lib/process-state';

/** One sealed value that a grant shows, with the place that it is sealed for. */
export interface SupportPiece {
  readonly table: string;
  readonly row: string;
  readonly column: string;
  /** Null where nothing was written. */
  readonly sealed: Buffer | null;
  /** Ids, times and numbers. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface SupportFacts {
  tenantId: string;
  grantId: string;
  pieces: readonly SupportPiece[];
}

export class SupportContextClass {
  readonly tenantId: string;
  readonly grantId: string;
  readonly pieces: readonly SupportPiece[];
  // Makes the type nominal.
  readonly #minted = true;

  constructor({ tenantId, grantId, pieces }: SupportFacts) {
    this.tenantId = tenantId;
    this.grantId = grantId;
    this.pieces = Object.freeze(pieces.map((piece) => Object.freeze({ ...piece })));
  }

  /** Whether the piece is one of those that PostgreSQL gave out for this grant. */
  holds(piece: SupportPiece): boolean {
    return this.#minted && this.pieces.includes(piece);
  }
}

/** Apart from the other proofs: this one is neither of a tenant's principal nor of the platform. */
export const mintedSupports = processState('tenancy.supports', () => new WeakSet<object>());
