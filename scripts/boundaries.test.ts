import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CONFIG = path.resolve('.dependency-cruiser.cjs');
const CRUISER = path.resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** For each rule a file that breaks it, and what the file imports. */
const PLANTS: Record<string, [file: string, imported: string]> = {
  'no-circular': ['lib/chat/left.ts', '@/lib/chat/right'],
  'no-orphan-resolution': ['lib/chat/missing.ts', '@/lib/chat/nowhere'],
  'leaf-imports-nothing-of-ours': ['lib/ids.ts', '@/lib/chat/answer'],
  'gateways-import-leaf-and-tenancy-only': ['lib/kv/reach-up.ts', '@/lib/chat/answer'],
  'lib-never-imports-ui': ['lib/chat/render.ts', '@/components/ui/button'],
  'components-see-schemas-and-actions-only': ['components/chat/thread.tsx', '@/lib/chat/answer'],
  'facts-check-nothing': ['lib/chat/facts.ts', '@/lib/chat/schema'],
  'components-never-import-app': ['components/chat/page-link.tsx', '@/app/page'],
  'ui-knows-no-domain': ['components/ui/chip.tsx', '@/lib/chat/schema'],
  'nothing-imports-tests': ['lib/chat/from-tests.ts', '@/e2e/support/tool'],
  'locks-off-in-isolation-only': ['lib/chat/unlock.ts', '@/e2e/isolation/locks-off/handle'],
  'contexts-are-minted-in-tenancy-only': ['lib/chat/forge.ts', '@/lib/tenancy/mint-context'],
  'tenancy-knows-no-feature': ['lib/tenancy/reach-up.ts', '@/lib/chat/answer'],
  'holds-are-taken-in-budget-only': ['lib/chat/hold.ts', '@/lib/budget/minted-reservations'],
  'owner-migrates-only': ['lib/chat/owner.ts', '@/lib/db/owner-connection'],
  'pg-in-db-only': ['lib/chat/query.ts', 'pg'],
  'lancedb-in-vectors-only': ['lib/chat/vectors.ts', '@lancedb/lancedb'],
  'vector-stores-behind-their-gateway': ['lib/chat/space.ts', '@/lib/vectors/vector-space'],
  'redis-in-kv-only': ['lib/chat/cache.ts', 'ioredis'],
  'model-sdk-in-llm-only': ['lib/chat/model.ts', '@anthropic-ai/sdk'],
  'toasts-are-raised-through-one-module': ['components/chat/shout.ts', 'sonner'],
};

/** What the planted files import; none of these breaks a rule itself. */
const PRESENT = [
  'lib/chat/answer.ts',
  'lib/chat/schema.ts',
  'lib/tenancy/mint-context.ts',
  'lib/budget/minted-reservations.ts',
  'lib/db/owner-connection.ts',
  'lib/vectors/vector-space.ts',
  'components/ui/button.tsx',
  'app/page.tsx',
  'e2e/support/tool.ts',
  'e2e/isolation/locks-off/handle.ts',
];

interface Violation {
  from: string;
  rule: { name: string };
}

let tree: string;
let violations: Violation[];

async function plant(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(tree, file)), { recursive: true });
  await writeFile(path.join(tree, file), text);
}

async function check(): Promise<Violation[]> {
  const args = [CRUISER, '--config', CONFIG, '--output-type', 'json', 'app', 'components', 'lib'];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: tree, maxBuffer: 1 << 26 }, (_, stdout) =>
      resolve(stdout),
    );
  });
  return (JSON.parse(output) as { summary: { violations: Violation[] } }).summary.violations;
}

beforeAll(async () => {
  tree = await mkdtemp(path.join(os.tmpdir(), 'tenantry-boundaries-'));
  await cp('tsconfig.json', path.join(tree, 'tsconfig.json'));
  await writeFile(path.join(tree, 'package.json'), '{"type": "module"}');
  for (const name of ['pg', '@lancedb/lancedb', 'ioredis', '@anthropic-ai/sdk', 'sonner']) {
    await plant(`node_modules/${name}/package.json`, `{"name": "${name}", "main": "index.js"}`);
    await plant(`node_modules/${name}/index.js`, 'module.exports = {};');
  }
  for (const file of PRESENT) await plant(file, 'export const present = 1;\n');
  for (const [file, imported] of Object.values(PLANTS)) {
    await plant(file, `import * as planted from '${imported}';\nexport const used = planted;\n`);
  }
  await plant('lib/chat/right.ts', "import { used } from './left';\nexport const right = used;\n");
  violations = await check();
}, 60_000);

afterAll(() => rm(tree, { recursive: true }));

describe('boundaries', () => {
  it('has a planted violation for every rule', () => {
    const config = createRequire(import.meta.url)(CONFIG) as {
      forbidden: { name: string; severity: string }[];
    };
    expect(config.forbidden.map((rule) => rule.name).sort()).toEqual(Object.keys(PLANTS).sort());
    expect(new Set(config.forbidden.map((rule) => rule.severity))).toEqual(new Set(['error']));
  });

  it.each(Object.entries(PLANTS))('%s fails the check', (rule, [file]) => {
    const found = violations.filter((violation) => violation.from === file);
    expect(found.map((violation) => violation.rule.name)).toContain(rule);
  });

  it('leaves a file alone that keeps to the rules', () => {
    const names = violations.map((violation) => violation.from);
    expect(names.filter((name) => PRESENT.includes(name))).toEqual([]);
  });
});
