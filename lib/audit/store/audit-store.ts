import { env } from '@/lib/env';
import type { StoreAccess } from './sign-request';

/** A bucket with object lock, and where in it checkpoints go. */
export interface AuditStore {
  access: StoreAccess;
  /** Of the bucket and prefix, without a slash at its end. */
  url: string;
  lock: 'COMPLIANCE' | 'GOVERNANCE';
  /** For how long an object cannot be changed or removed. */
  years: number;
}

const PATH = /^(\/[A-Za-z0-9._~-]+)+\/?$/;

/** As the environment has it; undefined without one. Throws when what it says is not whole, at the start of the process. */
export function auditStore(given = env): AuditStore | undefined {
  const {
    TENANTRY_AUDIT_S3_URL: address,
    TENANTRY_AUDIT_S3_KEY_ID: keyId,
    TENANTRY_AUDIT_S3_SECRET: secret,
    TENANTRY_AUDIT_S3_SESSION_TOKEN: sessionToken,
  } = given;
  if (!address) {
    if (keyId || secret) throw unusable('TENANTRY_AUDIT_S3_URL: needed beside a key');
    return undefined;
  }
  if (!keyId || !secret)
    throw unusable('TENANTRY_AUDIT_S3_KEY_ID and TENANTRY_AUDIT_S3_SECRET: both are needed');
  const { origin, pathname, search, username } = new URL(address);
  if (search || username || (pathname !== '/' && !PATH.test(pathname)))
    throw unusable('TENANTRY_AUDIT_S3_URL: a bucket and a prefix of letters, digits and ._~-');
  return {
    access: {
      region: given.TENANTRY_AUDIT_S3_REGION,
      keyId,
      secret,
      ...(sessionToken && { sessionToken }),
    },
    url: `${origin}${pathname.replace(/\/$/, '')}`,
    lock: given.TENANTRY_AUDIT_S3_LOCK,
    years: given.TENANTRY_AUDIT_YEARS,
  };
}

function unusable(problem: string): Error {
  return new Error(`The environment is not usable: ${problem}`);
}
