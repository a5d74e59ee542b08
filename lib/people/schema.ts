import { z } from 'zod';
import { emailSchema, type InvitationLink } from '@/lib/identity/schema';
import type { TenantRole } from '@/lib/tenancy/schema';

export interface MemberView {
  id: string;
  name: string;
  email: string;
  role: TenantRole;
  joinedAt: string;
  /** Has not accepted yet, or, told only to those who manage members, has not chosen a password. */
  invited: boolean;
  /** Was removed and has no access; a legal hold keeps the conversations. */
  keptUnderHold: boolean;
  /** Whether the reader may change the role, remove the person or renew the invitation. */
  manageable: boolean;
}

export interface Invitation extends InvitationLink {
  memberId: string;
}

const id = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const role = z.enum(['admin', 'member']);

export const addMemberSchema = z.object({
  name: z.string().trim().min(1, 'Enter a name.').max(120),
  email: emailSchema,
  role,
});
export const changeRoleSchema = z.object({ id, role });
export const memberIdSchema = z.object({ id });
export const eraseMemberSchema = z.object({
  id,
  reason: z.string().trim().min(3, 'Say why in a few words.').max(500),
});
