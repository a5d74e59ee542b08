import { closePools } from '@/lib/db/pools';
import { readManifest } from '../manifest';
import { startProduct, UNLOCKED } from '../product';
import type { Configuration } from './configuration';
import { fillEmptyTables } from './fill-tables';
import { LockSwitch } from './lock-switch';
import type { Lock } from './locks';
import { type MatrixReport, reportOf } from './matrix-report';
import type { Attempt, GuardedPath } from './path';
import { type PathTable, pathTable } from './paths';
import { type MatrixScene, makeScene } from './scene';

const AT_ONCE = 6;

/** The product without locks, a world in it, and every path whose name holds `only` under each of the subsets. */
export async function runMatrix(
  subsets: readonly (readonly Lock[])[],
  switchFile: string,
  only: string,
): Promise<MatrixReport> {
  const product = await startProduct({}, UNLOCKED);
  try {
    const scene = await makeScene(product, UNLOCKED.pages);
    const manifest = await readManifest();
    await fillEmptyTables(scene.victim.ctx, manifest.tables);
    const table = holding(only, pathTable(manifest, scene.actions));
    const parties = {
      victim: scene.victim.ctx.tenantId,
      tenants: [scene.victim.ctx.tenantId, scene.attacker.ctx.tenantId],
    };
    const locks = await LockSwitch.open(switchFile, parties);
    try {
      // First: without locks, names of the victim end up sealed with others' keys.
      const blindToMint = await tryWrongMint(scene, table, locks);
      const configurations = await tryEverySubset(scene, table, subsets, locks);
      return reportOf(table, configurations, blindToMint);
    } finally {
      await locks.close();
    }
  } finally {
    await product.stop();
    await closePools();
  }
}

function holding(name: string, table: PathTable): PathTable {
  const guarded = new Map([...table.guarded].filter(([path]) => path.includes(name)));
  return { ...table, guarded };
}

/** Tries every path once under each of the given subsets of locks switched off. */
async function tryEverySubset(
  scene: MatrixScene,
  table: PathTable,
  subsets: readonly (readonly Lock[])[],
  locks: LockSwitch,
): Promise<Configuration[]> {
  const configurations: Configuration[] = [];
  for (const off of subsets) {
    const attempts = await prepareAll(scene, table.guarded);
    await locks.set(off);
    configurations.push({ off, ...(await attemptAll(attempts)) });
    await locks.set([]);
  }
  return configurations;
}

/**
 * The paths on which nothing was seen although everybody was given the context of the victim's owner: no
 * lock holds against that, so all of them must turn red.
 */
async function tryWrongMint(
  scene: MatrixScene,
  table: PathTable,
  locks: LockSwitch,
): Promise<string[]> {
  const entered = new Map([...table.guarded].filter(([, path]) => path.entered));
  const attempts = await prepareAll(scene, entered);
  await locks.setWrongMint(scene.victim.slug, scene.victim.ctx.principal.id);
  const { seen } = await attemptAll(attempts);
  await locks.set([]);
  return [...entered.keys()].filter((path) => !seen.has(path));
}

async function prepareAll(
  scene: MatrixScene,
  paths: Map<string, GuardedPath>,
): Promise<Map<string, Attempt>> {
  const attempts = new Map<string, Attempt>();
  for (const [name, path] of paths) attempts.set(name, await prepared(path, scene));
  return attempts;
}

/** What cannot be prepared fails as an attempt, so that the other paths are tried all the same. */
async function prepared(path: GuardedPath, scene: MatrixScene): Promise<Attempt> {
  try {
    return await path.prepare(scene);
  } catch (error) {
    return () => Promise.reject(error);
  }
}

async function attemptAll(
  attempts: Map<string, Attempt>,
): Promise<Pick<Configuration, 'seen' | 'failed'>> {
  const seen = new Map<string, string>();
  const failed = new Map<string, string>();
  await someAtOnce([...attempts], async ([name, attempt]) => {
    try {
      const evidence = await attempt();
      if (evidence !== undefined) seen.set(name, evidence);
    } catch (error) {
      failed.set(name, error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  });
  return { seen, failed };
}

async function someAtOnce<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  const left = [...all];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
