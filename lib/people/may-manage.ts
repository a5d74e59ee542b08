import type { TenantContext } from '@/lib/tenancy/context';
import { can } from '@/lib/tenancy/roles';
import type { TenantRole } from '@/lib/tenancy/schema';

/** Owners manage admins and members, admins manage members; nobody manages owners or themselves. */
export function mayManage(ctx: TenantContext, member: { id: string; role: TenantRole }): boolean {
  if (!can(ctx, 'members:manage') || member.id === ctx.principal.id) return false;
  return member.role === 'member' || (member.role === 'admin' && ctx.principal.role === 'owner');
}
