/** `npm run isolation [-- --json FILE]`: needs a built product (`npm run build`). */
import { run } from './child.mjs';
import { complain } from './console.mjs';

try {
  process.stdout.write(
    await run(process.execPath, [
      '--import',
      'tsx',
      'e2e/isolation/run.ts',
      ...process.argv.slice(2),
    ]),
  );
} catch (error) {
  complain(error);
  process.exitCode = 1;
}
