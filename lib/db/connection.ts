import type { PoolConfig } from 'pg';
import { env } from '@/lib/env';
import { type DatabaseRole, type Login, secrets } from '@/lib/secrets';

/** How to reach PostgreSQL as one of the product's logins. The caller adds pool sizes and timeouts. */
export function connectionFor(role: DatabaseRole): PoolConfig {
  return connectionOf(secrets().postgres.roles[role], role);
}

/** `name` is what PostgreSQL lists the connection under. */
export function connectionOf(login: Login, name: string): PoolConfig {
  const { postgres } = secrets();
  if (env.DATABASE_URL) {
    // Kept as a URL because its parameters (sslmode, for one) belong to every login.
    const url = new URL(env.DATABASE_URL);
    url.username = encodeURIComponent(login.user);
    url.password = encodeURIComponent(login.password);
    return { connectionString: url.href, application_name: `tenantry ${name}` };
  }
  return {
    host: postgres.host,
    port: postgres.port,
    database: postgres.database,
    user: login.user,
    password: login.password,
    application_name: `tenantry ${name}`,
  };
}
