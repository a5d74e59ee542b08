import type { PlatformContext, TenantContext } from '@/lib/tenancy/context';
import type { CodeWorld } from './code-world';

export interface CodeScene {
  world: CodeWorld;
  ours: TenantContext;
  theirs: TenantContext;
  operator: PlatformContext;
}

/** One attempt to get past a lock in code; says what is wrong, and nothing when the lock held. */
export interface CodeProbe {
  name: string;
  run(scene: CodeScene): Promise<string[]> | string[];
}

/** The problem, unless it holds. */
export function unless(holds: boolean, problem: string): string[] {
  return holds ? [] : [problem];
}

/** The problem, unless the work fails; with `like`, in that way. */
export async function unlessRefused(
  problem: string,
  work: () => unknown,
  like?: { name?: string; code?: string },
): Promise<string[]> {
  try {
    await work();
    return [problem];
  } catch (error) {
    const { name, code } = error as { name?: string; code?: string };
    const asExpected = (!like?.name || like.name === name) && (!like?.code || like.code === code);
    return unless(asExpected, `${problem}: ${name} ${code ?? ''} ${(error as Error).message}`);
  }
}
