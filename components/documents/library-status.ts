/** What the listing can be narrowed to; `active` is every stage in which a worker has the document. */
export const STATUSES = ['active', 'indexed', 'failed', 'cancelled'] as const;
export type Status = (typeof STATUSES)[number];
