import { createInterface } from 'node:readline/promises';
import { Plain, say } from '../console.mjs';

/** Asks before all data is deleted. Without a terminal nobody can answer, so --yes is needed. */
export async function confirmReset(dataDir, yes) {
  if (yes) return;
  if (!process.stdin.isTTY) {
    throw new Plain(`--reset deletes all data in ${dataDir}. Add --yes to confirm.`);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`Delete all data in ${dataDir}? Type yes: `);
  terminal.close();
  if (answer.trim().toLowerCase() !== 'yes') throw new Plain('Nothing was deleted.');
  say();
}
