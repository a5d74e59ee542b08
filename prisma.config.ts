import { defineConfig } from 'prisma/config';

/** Only for `prisma generate`; migrations are ours (lib/db/migrate.ts), so no database is named. */
export default defineConfig({ schema: 'prisma/schema.prisma' });
