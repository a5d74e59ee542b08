import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { dataPath, env } from '@/lib/env';
import { type DemoSignIn, demoSignInSchema } from './schema';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * The seed's people with their passwords, for who sits at this machine: the server may be reachable from
 * the network. Never with a database of one's own, whose people are real.
 */
export async function demoSignIns(address: string): Promise<DemoSignIn[]> {
  if (env.DATABASE_URL || !LOOPBACK.has(address)) return [];
  const text = await readFile(dataPath('demo-sign-ins.json'), 'utf8').catch(() => '[]');
  return z.array(demoSignInSchema).parse(JSON.parse(text));
}
