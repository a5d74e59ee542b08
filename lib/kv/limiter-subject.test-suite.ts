import type { AdmissionLimits, Subject } from './limiter';

const TENANT = '00000000-0000-4000-8000-000000000001';

/** A subject as the gateway makes one. */
export function subject(name: string, limits: AdmissionLimits, tenantId = TENANT): Subject {
  return {
    name,
    tenantId,
    limits,
    own: (found) => {
      if (found !== tenantId) throw new Error('of another tenant');
    },
  };
}
