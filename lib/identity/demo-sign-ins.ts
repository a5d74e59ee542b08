import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { dataPath, env } from '@/lib/env';
import { type DemoSignIn, demoSignInSchema } from './schema';

/** The seed's people with their passwords. Never with a database of one's own, whose people are real. */
export async function demoSignIns(): Promise<DemoSignIn[]> {
  if (env.DATABASE_URL) return [];
  const text = await readFile(dataPath('demo-sign-ins.json'), 'utf8').catch(() => '[]');
  return z.array(demoSignInSchema).parse(JSON.parse(text));
}
