import type { PoolConfig } from 'pg';
import { secrets } from '@/lib/secrets';
import { connectionOf } from './connection';

/** The schema owner's connection: for the migration runner alone, which a boundary rule holds. */
export function ownerConnection(): PoolConfig {
  return connectionOf(secrets().postgres.owner, 'owner');
}
