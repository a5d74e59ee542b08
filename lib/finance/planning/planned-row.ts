import type { PlannedRow } from './schema';

/** A tenant, and what was planned of it: nano-dollars, null where nothing was. */
export interface StoredPlan {
  id: string;
  name: string;
  planned: string | null;
}

/** A row, and the tenants whose usage is compared with its plan. */
export interface MeantRow {
  row: PlannedRow;
  compared: readonly string[];
}

/**
 * Planned and actual of some tenants together. A plan of their own is compared with all of them; without one, the sum of their
 * plans is compared with those of whom there is a plan, since nobody is over a plan that was not made. Pure.
 */
export function plannedRow(
  { key, label, own }: { key: string; label: string; own: string | null },
  members: readonly StoredPlan[],
  actual: ReadonlyMap<string, bigint>,
): MeantRow {
  const spentOf = (those: readonly StoredPlan[]) =>
    those.reduce((sum, { id }) => sum + (actual.get(id) ?? 0n), 0n);
  const made = members.filter(({ planned }) => planned !== null);
  const sum = made.reduce((total, plan) => total + BigInt(plan.planned ?? 0), 0n).toString();
  const membersNano = made.length > 0 ? sum : null;
  const plannedNano = own ?? membersNano;
  const compared = own === null ? made : members;
  const spent = spentOf(compared);
  return {
    row: {
      ...{ key, label, tenants: members.length, planned: made.length },
      ...{ ownNano: own, membersNano, plannedNano },
      actualNano: spentOf(members).toString(),
      plannedActualNano: spent.toString(),
      leftNano: plannedNano === null ? null : (BigInt(plannedNano) - spent).toString(),
    },
    compared: compared.map(({ id }) => id),
  };
}
