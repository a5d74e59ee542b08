import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { findChromium } from './e2e/support/find-chromium';

const PORT = Number(process.env.E2E_PORT ?? 3199);

/** An installation of its own, made anew for each run; journeys read its demo-sign-ins.json. */
const DATA_DIR = path.resolve('.data-e2e');
process.env.E2E_DATA_DIR = DATA_DIR;

export default defineConfig({
  testDir: 'e2e/journeys',
  outputDir: 'test-results',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  fullyParallel: false,
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['json', { outputFile: 'reports/playwright.json' }]],
  use: {
    // What does not come fails its journey soon, with the line that waited.
    actionTimeout: 30_000,
    baseURL: `http://localhost:${PORT}`,
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: findChromium(),
      // Chromium's sandbox refuses root; containers rarely offer it shared memory enough.
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-dev-shm-usage'],
    },
  },
  webServer: {
    command: `node scripts/start.mjs --reset --yes --port ${PORT}`,
    url: `http://localhost:${PORT}/readyz`,
    // Slow enough that an answer can be stopped, and its page reloaded, in the middle.
    env: {
      TENANTRY_DATA_DIR: DATA_DIR,
      TENANTRY_LOCAL_TOKENS_PER_SECOND: '15',
      // The receiver of a journey is on this machine.
      TENANTRY_PRIVATE_WEBHOOKS: 'true',
      TENANTRY_PRIVATE_TOOLS: 'true',
    },
    timeout: 600_000,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 30_000 },
  },
});
