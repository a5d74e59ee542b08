import { z } from 'zod';
import { reasonSchema } from '@/lib/console/policy/schema';
import { id } from '../schema';

/** Something that an instance takes to be in force for a tenant, and is not. */
export interface InstanceBehind {
  tenantId: string;
  name: string;
  part: 'policy' | 'containments';
  /** Of a policy: the versions; of containments: what stands for all of them. */
  knows: string;
  inForce: string;
  /** When all instances were last told to ask again about the tenant, within the last hour. */
  toldAt: string | null;
}

/** What one instance enforces, beside what it has to. */
export interface InstanceEnforcement {
  id: string;
  roles: string[];
  seenAt: string;
  /** False: it says nothing any more, and did not say that it stops. */
  seen: boolean;
  /** Of how many it remembers something. */
  tenants: number;
  behind: InstanceBehind[];
  /** Where it counts requests and tokens. */
  limits: 'redis' | 'redis away' | 'in process';
  /** It counts limits that others count too by itself, so that tenants have them several times. */
  countsAlone: boolean;
  /** Vector stores in which tenants are placed and which it is not set up for. */
  lacks: string[];
}

export const announcePolicySchema = z.object({ tenantId: id, reason: reasonSchema });
export type AnnouncePolicy = z.infer<typeof announcePolicySchema>;

/** What the last hour's requests obeyed, beside what was in force. */
export interface Enforcement {
  instances: InstanceEnforcement[];
  requests: number;
  /** Tenants with requests that were held to a version which had been replaced for over a second. */
  behind: { tenantId: string; name: string; requests: number; lastAt: string }[];
}
