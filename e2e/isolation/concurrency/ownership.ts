/** The whole model: which tenant each id belongs to. */
export class Ownership {
  readonly #owners = new Map<string, string>();

  add(tenantId: string, ...ids: string[]): void {
    for (const id of ids) this.#owners.set(id, tenantId);
  }

  /** What is wrong with what the tenant received: an id of somebody else's, or of nobody's. */
  foreign(tenantId: string, ids: Iterable<string>): string[] {
    return [...ids].filter((id) => this.#owners.get(id) !== tenantId);
  }
}
