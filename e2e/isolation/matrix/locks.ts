/** The independent mechanisms of which each alone stops a read across tenants (DESIGN, section 4). */
export const LOCKS = ['handle', 'store', 'assertion', 'encryption'] as const;
export type Lock = (typeof LOCKS)[number];

/** Every way to switch some of them off, from none to all. */
export const EVERY_SUBSET: readonly (readonly Lock[])[] = Array.from(
  { length: 2 ** LOCKS.length },
  (_, bits) => LOCKS.filter((_lock, index) => (bits >> index) & 1),
);

/** None off, all but one off, all off: what tells whether a path's locks hold alone and are all of them. */
export const QUICK_SUBSETS = EVERY_SUBSET.filter(
  (off) => off.length === 0 || off.length >= LOCKS.length - 1,
);
