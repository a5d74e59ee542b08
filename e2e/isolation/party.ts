import type { TenantContext } from '@/lib/tenancy/context';
import type { Visitor } from './visitor';

/** One tenant with a secret in every place, and the ids an attacker might have learnt. */
export interface Party {
  slug: string;
  ctx: TenantContext;
  member: TenantContext;
  visitor: Visitor;
  memberVisitor: Visitor;
  /** Ids of some rows, by table. */
  ids: Map<string, string[]>;
  /** The folder that everyone of the party reads. */
  openFolderId: string;
  /** Ids of what the party's own member must not reach. */
  restrictedIds: string[];
  /** Facts of its documents, as questions, with the number that answers them. */
  questions: string[];
}
