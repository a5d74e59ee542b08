/** `npm run keys -- rotate-master [--to-local]`: while the product runs or not. */
import { bold, Plain, say } from './console.mjs';
import { maintenance } from './maintenance-command.mjs';

const usage = `npm run keys -- rotate-master [--to-local]

Wraps every key anew, in the copies of backups too; what tenants keep is not touched, and nothing stops meanwhile.
  a master key in .data/keys     is replaced by a new one
  TENANTRY_MASTER_KEY            is the new one, TENANTRY_MASTER_KEY_PREVIOUS the old one: start the product
                                 with both first, and take the old one away after this
  TENANTRY_KEY_SERVICE_URL       takes over what was wrapped here
  --to-local                     wraps here what the key service had`;

await maintenance(
  { usage, beside: true },
  async ({ rotateMaster }, { words, options }, running) => {
    if (words.length !== 1 || words[0] !== 'rotate-master') throw new Plain(usage);
    const { rewrapped, copies } = await rotateMaster({
      running,
      toLocal: options.toLocal ?? false,
    });
    say(`${bold(`${rewrapped} keys`)} are wrapped anew.`);
    if (copies.rewrapped > 0)
      say(`So are ${copies.rewrapped} keys in the copies of backups that have not ended.`);
    for (const directory of copies.left)
      say(`Out of reach, or with a key that was left: ${directory}`);
    say(
      'Copies of the keys elsewhere open under the previous master key alone, of which nothing is kept here: back up again now.',
    );
  },
);
