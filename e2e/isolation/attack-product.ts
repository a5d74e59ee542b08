import { closePools } from '@/lib/db/pools';
import { CanaryBook } from './canaries';
import type { Case, Family, Scene, TimingMeasure } from './case';
import { blindSpots } from './controls';
import { database } from './families/database';
import { hostileModel } from './families/hostile-model';
import { httpReferences } from './families/http-references';
import { questions } from './families/questions';
import { serverActions } from './families/server-actions';
import { spoofing } from './families/spoofing';
import { stores } from './families/stores';
import { startHostileModel } from './hostile-model/hostile-model';
import { itemsOf, readManifest } from './manifest';
import { startProduct } from './product';
import { makeWorld, type World } from './world';

export interface IsolationReport {
  cases: number;
  leaks: { case: string; problem: string }[];
  /** Controls in which the suite did not see what it must see. */
  blind: string[];
  manifest: { items: number; uncovered: string[] };
  timing: TimingMeasure[];
  locks: { off: string[]; cases: number; leaks: number }[];
  mutants: { total: number; survived: number };
  not_run: string[];
}

const FAMILIES: Family[] = [
  httpReferences,
  spoofing,
  serverActions,
  questions,
  hostileModel,
  database,
  stores,
];

export async function attackProduct(): Promise<IsolationReport> {
  const model = await startHostileModel();
  const product = await startProduct({ ANTHROPIC_BASE_URL: model.url });
  try {
    const book = new CanaryBook();
    const manifest = await readManifest();
    const world = await makeWorld(product, book);
    const scene: Scene = { product, model, world, book, manifest, timing: [] };
    const blind = await blindSpots(scene);
    const cases = (await Promise.all(FAMILIES.map((family) => family(scene)))).flat();
    const leaks = await runAll(
      cases.filter((each) => !each.alone),
      AT_ONCE,
    );
    leaks.push(
      ...(await runAll(
        cases.filter((each) => each.alone),
        1,
      )),
    );
    leaks.push(
      ...(await damage(world)).map((problem) => ({ case: 'the victim afterwards', problem })),
    );
    const covered = new Set(cases.flatMap((each) => each.covers));
    const items = itemsOf(manifest);
    const uncovered = items.filter((item) => !covered.has(item) && !item.includes('/api/auth/'));
    const report: IsolationReport = {
      cases: cases.length,
      leaks,
      blind,
      manifest: { items: items.length, uncovered },
      timing: scene.timing,
      locks: [{ off: [], cases: cases.length, leaks: leaks.length }],
      mutants: { total: 0, survived: 0 },
      not_run: ['lock matrix: locks cannot be switched off yet', 'mutants of the locks'],
    };
    print(report);
    return report;
  } finally {
    await product.stop();
    await model.stop();
    await closePools();
  }
}

const AT_ONCE = 4;

async function runAll(cases: Case[], atOnce: number): Promise<IsolationReport['leaks']> {
  const leaks: IsolationReport['leaks'] = [];
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

function print(report: IsolationReport): void {
  console.log(
    `${report.cases} cases, ${report.leaks.length} leaks, ${report.manifest.items} items, ${report.manifest.uncovered.length} uncovered`,
  );
  for (const { case: id, problem } of report.leaks.slice(0, 50))
    console.log(`  leak: ${id}: ${problem}`);
  for (const item of report.manifest.uncovered) console.log(`  uncovered: ${item}`);
  for (const control of report.blind) console.log(`  blind: nothing was seen in ${control}`);
  for (const what of report.not_run) console.log(`  not run: ${what}`);
}
