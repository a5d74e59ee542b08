import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    alias: {
      '@': path.resolve(import.meta.dirname),
      'server-only': path.resolve(import.meta.dirname, 'e2e/support/server-only.ts'),
    },
  },
  test: {
    globalSetup: 'e2e/support/global-setup.ts',
    setupFiles: 'e2e/support/own-installation.ts',
    include: [
      'lib/**/*.test.ts',
      'components/**/*.test.{ts,tsx}',
      'scripts/**/*.test.{ts,mjs}',
      'e2e/{support,isolation}/**/*.test.ts',
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
