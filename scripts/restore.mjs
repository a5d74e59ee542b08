/** `npm run restore -- DIR [--keys DIR]`: the product must not run. */
import process from 'node:process';
import { bold, Plain, say } from './console.mjs';
import { maintenance } from './maintenance-command.mjs';

const usage = `npm run restore -- DIR [--keys DIR]

  DIR          a data-<time> of a backup, or the directory above it: then the newest
  --keys DIR   the keys-<time> of that backup, or the directory above it (default: beside the data)

What is here is replaced. Keys that are here stay, and erasures since the backup are done again.`;

await maintenance({ usage, beside: false }, async ({ restore }, { words, options }) => {
  const [directory] = words;
  if (!directory || words.length > 1) throw new Plain(usage);
  const restored = await restore({ directory, keys: options.keys });
  say(`${bold('Restored')} ${restored.files} files of ${restored.createdAt} from ${restored.data}`);
  say(`Keys put back: ${restored.keys}.`);
  if (restored.keys > 0 && process.env.TENANTRY_MASTER_KEY_PREVIOUS)
    say('Run npm run keys -- rotate-master before you take TENANTRY_MASTER_KEY_PREVIOUS away.');
  if (restored.database === 'external')
    say('The database was not in it: restore it with its provider before you start.');
  say('npm start replays the erasures since then before it serves.');
});
