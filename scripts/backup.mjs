/** `npm run backup -- DIR [--keys DIR]`: while the product runs or not. */
import { bold, Plain, say } from './console.mjs';
import { maintenance } from './maintenance-command.mjs';

const usage = `npm run backup -- DIR [--keys DIR]

  DIR          where data-<time> is made: database, vectors and files, sealed
  --keys DIR   where keys-<time> is made: the wrapped keys, which end by themselves (default: DIR)`;

await maintenance({ usage, beside: true }, async ({ backup }, { words, options }, running) => {
  const [directory] = words;
  if (!directory || words.length > 1) throw new Plain(usage);
  const made = await backup({ directory, keys: options.keys, running });
  say(`${bold('Backed up')} ${(made.bytes / 1024 / 1024).toFixed(1)} MiB to ${made.data}`);
  say(
    `Wrapped keys in ${made.keys}, until ${made.keysExpireAt.slice(0, 10)}; keep them apart from the data.`,
  );
  say('The master key is in neither: keep TENANTRY_MASTER_KEY or .data/keys/master.key yourself.');
  if (made.database === 'external')
    say(
      'The database of DATABASE_URL is not in it: use its provider’s backups, taken at the same time.',
    );
  for (const gone of made.expired) say(`Expired and removed: ${gone}`);
  for (const gone of made.unfinished) say(`Never finished and removed: ${gone}`);
});
