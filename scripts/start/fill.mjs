import path from 'node:path';
import { run } from '../child.mjs';
import { bold, dim, Plain, say, step, table } from '../console.mjs';
import { readInstallation, readJson, saveInstallation } from './data-directory.mjs';

/**
 * Fills a new installation: demo data, which only the embedded stores ever get, or nothing and a
 * one-time link for the first operator. Returns what to print when the product is ready.
 */
export async function fill({ dataDir, url, empty }) {
  const before = readInstallation(dataDir);
  const contents = before?.contents ?? (empty || process.env.DATABASE_URL ? 'empty' : 'demo');
  if (empty && contents === 'demo') {
    throw new Plain(
      'This installation has demo data. To begin with an empty one: npm start -- --empty --reset',
    );
  }
  const env = { PUBLIC_URL: process.env.PUBLIC_URL ?? url };
  if (contents === 'demo' && !before) {
    saveInstallation(dataDir, { contents, complete: false });
    await step('demo data', () => program('seed', env));
  }
  saveInstallation(dataDir, { contents, complete: true });
  // Prints a link while there is no operator, and nothing from then on.
  if (contents === 'empty') return (await program('bootstrap', env)).trim().split('\n');
  return signIns(readJson(path.join(dataDir, 'demo-sign-ins.json')));
}

async function program(name, env) {
  const file = path.join('dist', `${name}.mjs`);
  return run(process.execPath, ['--enable-source-maps', file], {
    env: { ...env, NODE_ENV: 'production', LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn' },
  });
}

function signIns(people) {
  if (!people?.length) return [];
  const [head, ...rows] = table([
    ['who', 'role', 'email', 'password'],
    ...people.map(({ who, role, email, password }) => [who, role, email, password]),
  ]);
  return [bold('Demo sign-ins'), dim(head), ...rows];
}

export function announce(url, lines) {
  say();
  say(`  ${bold('Tenantry is ready:')} ${url}`);
  if (lines.some(Boolean)) say();
  for (const line of lines.filter(Boolean)) say(`  ${line}`);
  say();
  say(dim('  Ctrl-C stops it.'));
}
