type Named = readonly { name: string }[];

/** Who comes and who goes, in words; empty where nobody does. */
export function membershipWords({ added, removed }: Record<'added' | 'removed', Named>): string {
  return [
    added.length > 0 && `Added: ${namesOf(added)}.`,
    removed.length > 0 && `Removed: ${namesOf(removed)}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

export function namesOf(tenants: Named): string {
  return tenants.map(({ name }) => name).join(', ');
}
