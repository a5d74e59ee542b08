import { closePools } from '@/lib/db/pools';
import { CanaryBook } from './canaries';
import type { Case, Family, Scene, TimingMeasure } from './case';
import { commands } from './commands/commands';
import { blindSpots } from './controls';
import { dailyWorkDone } from './daily-work';
import { apiCrossings } from './families/api-crossings';
import { apiKeys } from './families/api-keys';
import { apiReferences } from './families/api-references';
import { bypass } from './families/bypass';
import { database } from './families/database';
import { files } from './families/files';
import { frameworkCaches } from './families/framework-caches';
import { hostileModel } from './families/hostile-model';
import { httpReferences } from './families/http-references';
import { identity } from './families/identity';
import { injection } from './families/injection';
import { investigations } from './families/investigations';
import { limits } from './families/limits';
import { oracles } from './families/oracles';
import { outgoing } from './families/outgoing';
import { ownCaches } from './families/own-caches';
import { pools } from './families/pools';
import { queryReferences } from './families/query-references';
import { questions } from './families/questions';
import { races } from './families/races';
import { rendering } from './families/rendering';
import { serverActions } from './families/server-actions';
import { signInRoutes } from './families/sign-in-routes';
import { spoofing } from './families/spoofing';
import { stores } from './families/stores';
import { streams } from './families/streams';
import { supportAccess } from './families/support-access';
import { timing } from './families/timing';
import { tools } from './families/tools';
import { fillVictim } from './fill-victim';
import { startHostileModel } from './hostile-model/hostile-model';
import { itemsOf, readManifest } from './manifest';
import { filesWithSwitch } from './no-switch';
import { PRODUCT, startProduct } from './product';
import { VictimWatch } from './victim-watch';
import { makeWorld, type World } from './world';

export interface Finding {
  case: string;
  problem: string;
}

/** What the attacks on the product, with all of its locks, came to. */
export interface AttackReport {
  cases: number;
  leaks: Finding[];
  /** Controls in which the suite did not see what it must see. */
  blind: string[];
  manifest: { items: number; uncovered: string[] };
  timing: TimingMeasure[];
}

const FAMILIES: Family[] = [
  httpReferences,
  queryReferences,
  signInRoutes,
  spoofing,
  serverActions,
  questions,
  hostileModel,
  ownCaches,
  frameworkCaches,
  bypass,
  streams,
  races,
  pools,
  identity,
  apiKeys,
  apiCrossings,
  apiReferences,
  oracles,
  limits,
  injection,
  files,
  outgoing,
  tools,
  rendering,
  database,
  stores,
  commands,
  supportAccess,
  investigations,
  timing,
];

export async function attackProduct(): Promise<AttackReport> {
  const model = await startHostileModel();
  const product = await startProduct({ ANTHROPIC_BASE_URL: model.url });
  try {
    const book = new CanaryBook();
    const manifest = await readManifest();
    const world = await makeWorld(product, book);
    await fillVictim(world, manifest.tables);
    await dailyWorkDone(world.victim.ctx.tenantId);
    const watch = await VictimWatch.begin(world.victim.ctx);
    const scene: Scene = { product, model, world, watch, book, manifest, timing: [] };
    const cases = (await Promise.all(FAMILIES.map((family) => family(scene)))).flat();
    const leaks = await runAll(
      cases.filter((each) => each.quiet),
      AT_ONCE,
    );
    leaks.push(
      ...(await watch.changes()).map((problem) => ({ case: 'the victim so far', problem })),
    );
    await watch.end();
    const blind = await blindSpots(scene);
    leaks.push(
      ...(await runAll(
        cases.filter((each) => !each.alone && !each.quiet),
        AT_ONCE,
      )),
    );
    leaks.push(
      ...(await runAll(
        cases.filter((each) => each.alone),
        1,
      )),
    );
    leaks.push(
      ...filesWithSwitch([`${PRODUCT.pages}/server`, 'dist/workers']).map((file) => ({
        case: 'the build of the product',
        problem: `${file} can switch a lock`,
      })),
    );
    leaks.push(
      ...(await damage(world)).map((problem) => ({ case: 'the victim afterwards', problem })),
    );
    const covered = new Set(cases.flatMap((each) => each.covers));
    const items = itemsOf(manifest);
    const uncovered = items.filter((item) => !covered.has(item));
    return {
      cases: cases.length,
      leaks,
      blind,
      manifest: { items: items.length, uncovered },
      timing: scene.timing,
    };
  } finally {
    await product.stop();
    await model.stop();
    await closePools();
  }
}

const AT_ONCE = 4;

async function runAll(cases: Case[], atOnce: number): Promise<Finding[]> {
  const leaks: Finding[] = [];
  const left = [...cases];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const { id } = next;
      const problems = await next
        .attack()
        .catch((error: Error) => [`the case failed: ${error.stack ?? error.message}`]);
      leaks.push(...problems.map((problem) => ({ case: id, problem })));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return leaks;
}

/** What the attacks changed at the victim: nothing may have. */
async function damage({ victim }: World): Promise<string[]> {
  const list = await victim.visitor.request(`/api/t/${victim.slug}/documents`);
  const { documents } = JSON.parse(list.body) as {
    documents: { id: string; name: string; stage: string }[];
  };
  const problems = (victim.ids.get('document') ?? []).filter(
    (id) => !documents.some((each) => each.id === id && each.stage === 'indexed'),
  );
  const renamed = documents.filter((each) => /attacker/i.test(each.name));
  return [
    ...problems.map((id) => `document ${id} is gone`),
    ...renamed.map(({ id }) => `document ${id} was renamed`),
  ];
}
