/** One change of who is in a group. Tenants that were erased since are absent. */
export interface GroupEdit {
  id: string;
  group: string;
  at: string;
  author: string;
  reason: string;
  added: { id: string; name: string }[];
  removed: { id: string; name: string }[];
}
