/** `npm run keys -- rotate-master [--to-local] | rotate-audit | continue-audit`: while the product runs or not. */
import { bold, Plain, say } from './console.mjs';
import { maintenance } from './maintenance-command.mjs';

const usage = `npm run keys -- rotate-master [--to-local] | rotate-audit | continue-audit

Wraps every key anew, in the copies of backups too; what tenants keep is not touched, and nothing stops meanwhile.
  a master key in .data/keys     is replaced by a new one
  TENANTRY_MASTER_KEY            is the new one, TENANTRY_MASTER_KEY_PREVIOUS the old one: start the product
                                 with both first, and take the old one away after this
  TENANTRY_KEY_SERVICE_URL       takes over what was wrapped here
  --to-local                     wraps here what the key service had

rotate-audit signs the audit logs with a new key from now on; the former signs beside it until the next rotation.
continue-audit has audit logs go on that are not signed since a backup was restored. What was lost stays visible.`;

const COMMANDS = {
  'rotate-master': rotateMasterKey,
  'rotate-audit': rotateAudit,
  'continue-audit': continueLogs,
};

await maintenance({ usage, beside: true }, async (programs, { words, options }, running) => {
  const command = words.length === 1 ? COMMANDS[words[0]] : undefined;
  if (!command) throw new Plain(usage);
  await command(programs, options, running);
});

async function rotateMasterKey({ rotateMaster }, options, running) {
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
}

async function rotateAudit({ rotateAuditKey }) {
  const { key, fingerprint } = await rotateAuditKey();
  say(`From the next checkpoint on this key signs, its fingerprint ${bold(fingerprint)}:`);
  say(key);
}

async function continueLogs({ continueAudit }, _options, running) {
  const logs = await continueAudit({ running });
  for (const { logId, size } of logs) say(`${logId} goes on after ${bold(`${size} entries`)}.`);
  if (logs.length === 0) say('Every log is signed.');
}
