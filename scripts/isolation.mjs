/** `npm run isolation [-- --json FILE] [--quick]`: builds what changed, then runs the suite. */
import { buildProduct, buildUnlocked } from './build/build-product.mjs';
import { run } from './child.mjs';
import { complain } from './console.mjs';

try {
  await buildProduct();
  await buildUnlocked();
  process.exitCode = await attack();
} catch (error) {
  complain(error);
  process.exitCode = 1;
}

/** What the suite has to say is shown as it comes. */
async function attack() {
  const args = ['--import', 'tsx', 'e2e/isolation/run.ts', ...process.argv.slice(2)];
  try {
    await run(process.execPath, args, { show: (text) => process.stdout.write(text) });
    return 0;
  } catch (error) {
    if (error.output === undefined) throw error;
    return 1;
  }
}
