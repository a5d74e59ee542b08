import type { TenantRole } from '@/lib/tenancy/schema';

export const ROLE_LABEL: Record<TenantRole, string> = {
  owner: 'Owner',
  admin: 'Admin',
  member: 'Member',
};
