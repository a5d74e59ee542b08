/**
 * Lock 1, the handle: a gateway scopes every statement, filter and namespace by the context's tenant.
 * The isolation suite's own build puts another module in this one's place to prove that the other
 * locks hold alone; nothing here can be switched.
 */

/** Replaces `:tenant` by parameter `param` as a uuid. Undefined when the text does not name it. */
export function scopeStatement(text: string, param: number): string | undefined {
  const bound = text.replace(/(?<![:\w]):tenant\b/g, `$${param}::uuid`);
  return bound === text ? undefined : bound;
}

/** What every filter of a model starts with. */
export function scopeFilter(tenantId: string): { tenantId?: string } {
  return { tenantId };
}

/** The namespace of some store that a gateway opens for this tenant. */
export function scopeNamespace(tenantId: string, name: (tenantId: string) => string): string {
  return name(tenantId);
}
