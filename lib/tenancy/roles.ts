import { AppError } from '@/lib/errors';
import type { PlatformContext, TenantContext } from './context';
import { KEY_SCOPES, type KeyScope, type PlatformRole, type TenantRole } from './schema';

/** What each role of a tenant may do. An action that is not here is refused to everyone. */
const TENANT_PERMISSIONS = {
  'documents:read': ['owner', 'admin', 'member'],
  'documents:upload': ['owner', 'admin'],
  'documents:delete': ['owner', 'admin'],
  'folders:manage': ['owner', 'admin'],
  'members:read': ['owner', 'admin', 'member'],
  'members:manage': ['owner', 'admin'],
  'chat:ask': ['owner', 'admin', 'member'],
  'chats:oversee': ['owner', 'admin'],
  'chats:settings': ['owner'],
  'support:grant': ['owner', 'admin', 'member'],
  'support:settings': ['owner'],
  'conversations:read': ['owner', 'admin', 'member'],
  'conversations:edit': ['owner', 'admin', 'member'],
  'messages:create': [],
  'keys:manage': ['owner', 'admin'],
  'usage:read': ['owner', 'admin'],
  'budgets:edit': ['owner', 'admin'],
  'limits:edit': ['owner', 'admin'],
  'plan:change': ['owner'],
  'audit:read': ['owner', 'admin'],
  'compliance:read': ['owner', 'admin'],
  'incidents:read': ['owner', 'admin'],
  'notifications:own': ['owner', 'admin', 'member'],
  'notifications:manage': ['owner', 'admin'],
  'persona:edit': ['owner', 'admin'],
  'safety:read': ['owner', 'admin'],
  'data:export': ['owner'],
  'operations:read': ['owner', 'admin'],
  'operations:request': ['owner'],
  'retention:read': ['owner', 'admin'],
  'retention:edit': ['owner', 'admin'],
  'holds:manage': ['owner'],
  'members:erase': ['owner'],
  'workspace:end': ['owner'],
  'owners:manage': ['owner'],
  'membership:end': ['owner', 'admin', 'member'],
} as const satisfies Record<string, readonly TenantRole[]>;

/** What a scope lets a key do. No scope manages keys, people, folders, budgets or the workspace's data as a whole. */
const SCOPE_PERMISSIONS: Record<KeyScope, readonly TenantPermission[]> = {
  messages: ['messages:create'],
  answers: ['chat:ask'],
  'documents:read': ['documents:read'],
  'documents:write': ['documents:upload', 'documents:delete'],
  conversations: ['conversations:read', 'conversations:edit'],
  usage: ['usage:read'],
  audit: ['audit:read'],
};

const PLATFORM_PERMISSIONS = {
  'tenants:read': ['operator', 'auditor'],
  'tenants:create': ['operator'],
  'tenants:suspend': ['operator'],
  'tenants:export': ['operator'],
  'tenants:erase': ['operator'],
  'policies:edit': ['operator'],
  'quotas:read': ['operator', 'auditor'],
  'quotas:decide': ['operator'],
  'containment:read': ['operator', 'auditor'],
  'containment:edit': ['operator'],
  'objectives:read': ['operator', 'auditor'],
  'objectives:edit': ['operator'],
  'incidents:read': ['operator', 'auditor'],
  'incidents:edit': ['operator'],
  'health:read': ['operator', 'auditor'],
  'flags:read': ['operator', 'auditor'],
  'flags:edit': ['operator'],
  'placement:read': ['operator', 'auditor'],
  'placement:edit': ['operator'],
  'operations:read': ['operator', 'auditor'],
  'operations:request': ['operator'],
  'holds:read': ['operator', 'auditor'],
  'holds:manage': ['operator'],
  'traces:read': ['operator', 'auditor'],
  'support:read': ['operator'],
  'security:read': ['operator', 'auditor'],
  'security:act': ['operator'],
  'costs:read': ['operator', 'finance', 'auditor'],
  'anomalies:acknowledge': ['finance'],
  'notices:read': ['operator', 'finance', 'auditor'],
  'notices:edit': ['operator', 'finance'],
  'prices:edit': ['finance'],
  'ledger:correct': ['finance'],
  'statements:issue': ['finance'],
  'provider:import': ['finance'],
  'spend:plan': ['finance'],
  'shared-costs:edit': ['finance'],
  'exports:make': ['finance'],
  'audit:read': ['operator', 'auditor'],
  'compliance:read': ['operator', 'auditor'],
  'forensics:read': ['operator', 'auditor'],
} as const satisfies Record<string, readonly PlatformRole[]>;

export type TenantPermission = keyof typeof TENANT_PERMISSIONS;
export type PlatformPermission = keyof typeof PLATFORM_PERMISSIONS;

export function can(ctx: TenantContext, permission: TenantPermission): boolean {
  const { key, principal } = ctx;
  if (principal.role === 'key')
    return key?.scopes.some((scope) => SCOPE_PERMISSIONS[scope].includes(permission)) ?? false;
  return (TENANT_PERMISSIONS[permission] as readonly string[]).includes(principal.role);
}

/** The scopes that let a key do it. */
export function scopesFor(permission: TenantPermission): KeyScope[] {
  return KEY_SCOPES.filter((scope) => SCOPE_PERMISSIONS[scope].includes(permission));
}

/** Throws `forbidden`. */
export function authorize(ctx: TenantContext, permission: TenantPermission): void {
  if (can(ctx, permission)) return;
  throw new AppError(
    'forbidden',
    ctx.key ? 'This API key was not given what this needs.' : 'Your role does not allow this.',
  );
}

export function canPlatform(ctx: PlatformContext, permission: PlatformPermission): boolean {
  return (PLATFORM_PERMISSIONS[permission] as readonly string[]).includes(ctx.role);
}

/** Throws `forbidden`. */
export function authorizePlatform(ctx: PlatformContext, permission: PlatformPermission): void {
  if (!canPlatform(ctx, permission))
    throw new AppError('forbidden', 'Your role does not allow this.');
}
