import { log } from '@/lib/log';
import { verifyPlatformSession, verifyTenantSession } from '@/lib/tenancy/verify-session';
import type { CodeScene } from './code-probe';
import { DATABASE_PROBES } from './code-probes/database-probes';
import { PROMPT_PROBES } from './code-probes/prompt-probes';
import { PROOF_PROBES } from './code-probes/proof-probes';
import { STORE_PROBES } from './code-probes/store-probes';
import { SUPPORT_CODE_PROBES } from './code-probes/support-probes';
import { TOOL_PROBES } from './code-probes/tool-probes';
import { VECTOR_PROBES } from './code-probes/vector-probes';
import type { CodeWorld } from './code-world';

const PROBES = [
  ...DATABASE_PROBES,
  ...PROOF_PROBES,
  ...STORE_PROBES,
  ...SUPPORT_CODE_PROBES,
  ...PROMPT_PROBES,
  ...TOOL_PROBES,
  ...VECTOR_PROBES,
];

/** Bundled once for each mutant. Writes the first problem and ends with 1, or with 0 when there is none. */
async function main(): Promise<string | undefined> {
  const world = JSON.parse(process.env.MUTANT_WORLD ?? '') as CodeWorld;
  const scene: CodeScene = {
    world,
    ours: await verifyTenantSession(world.ours.session, world.ours.slug),
    theirs: await verifyTenantSession(world.theirs.session, world.theirs.slug),
    operator: await verifyPlatformSession(world.operatorSession),
  };
  for (const probe of PROBES) {
    const [problem] = await probe.run(scene);
    if (problem) return `${probe.name}: ${problem}`;
  }
  return undefined;
}

log.level = 'silent';
const problem = await main().catch((error: Error) => `the product failed: ${error.message}`);
if (problem) process.stdout.write(problem);
process.exit(problem ? 1 : 0);
