import { randomInt } from 'node:crypto';
import fs from 'node:fs/promises';
import { now } from '@/lib/clock';
import { withAuth } from '@/lib/db/auth-sql';
import { dataPath } from '@/lib/env';
import { hashPassword } from '@/lib/identity/passwords';
import { newId } from '@/lib/ids';
import type { PlatformRole } from '@/lib/tenancy/schema';

export interface DemoSignIn {
  who: string;
  role: string;
  email: string;
  password: string;
  /** Page after signing in. */
  url: string;
}

// No look-alikes: people type these.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Random per installation: about 79 bits. */
export function demoPassword(): string {
  return Array.from({ length: 4 }, () =>
    Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  ).join('-');
}

/** A person of the platform whose second factor is skipped, as `demo` says. Returns the id. */
export async function createPlatformPerson(
  name: string,
  email: string,
  role: PlatformRole,
  password: string,
): Promise<string> {
  const id = newId();
  const hash = await hashPassword(password);
  await withAuth((sql) =>
    sql(
      `insert into app_user (id, email, name, password_hash, platform_role, demo, created_at)
       values ($1, $2, $3, $4, $5, true, $6)`,
      [id, email, name, hash, role, now()],
    ),
  );
  return id;
}

export async function setDemoPassword(email: string, password: string): Promise<void> {
  const hash = await hashPassword(password);
  await withAuth((sql) =>
    sql('update app_user set password_hash = $2 where email = $1 and demo', [email, hash]),
  );
}

export async function userIdOf(email: string): Promise<string> {
  const [row] = await withAuth((sql) =>
    sql<{ id: string }>('select id from app_user where email = $1', [email]),
  );
  if (!row) throw new Error(`There is no ${email}.`);
  return row.id;
}

/** For the start command, which prints them, and the sign-in page, which offers them. */
export async function writeSignIns(signIns: DemoSignIn[]): Promise<void> {
  await fs.writeFile(dataPath('demo-sign-ins.json'), JSON.stringify(signIns, null, 2), {
    mode: 0o600,
  });
}
