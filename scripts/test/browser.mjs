import { run } from '../child.mjs';
import { Plain } from '../console.mjs';

/** A Chromium for the journeys, installed when there is none. Their absence is a failure, not a pass. */
export async function ensureBrowser() {
  const { tsImport } = await import('tsx/esm/api');
  const { findChromium } = await tsImport('../../e2e/support/find-chromium.ts', import.meta.url);
  if (findChromium()) return;
  const attempts = [];
  for (const [command, args] of installers()) {
    try {
      await run(command, args, { env: { DEBIAN_FRONTEND: 'noninteractive' } });
    } catch (error) {
      attempts.push(error.message.trim().split('\n').slice(-3).join('\n'));
    }
    if (findChromium()) return;
  }
  throw new Plain(
    `${attempts.join('\n\n')}\n\nThere is no Chromium for the browser journeys. Install one (on Debian: apt-get install chromium) or set CHROMIUM_PATH.`,
  );
}

function installers() {
  const apt = [
    ['apt-get', ['update', '-qq']],
    ['apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']],
  ];
  const mayInstall = process.getuid?.() === 0 && process.env.CI;
  return [
    ...(mayInstall ? apt : []),
    [process.execPath, ['node_modules/@playwright/test/cli.js', 'install', 'chromium']],
  ];
}
