import process from 'node:process';
import { buildProduct } from './build/build-product.mjs';
import { bundleWorkers } from './build/bundle.mjs';
import { complain, say } from './console.mjs';

/** `npm run build` builds all of the product, `-- --workers` only worker threads and child processes. */
process.chdir(new URL('..', import.meta.url).pathname);
try {
  if (process.argv.includes('--workers')) {
    say(`Workers: ${(await bundleWorkers()).join(', ') || 'none'}`);
  } else {
    say('Building');
    await buildProduct({ force: true });
  }
} catch (error) {
  complain(error);
}
