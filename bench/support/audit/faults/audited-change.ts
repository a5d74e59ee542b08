import type { MadeTenant } from '@/e2e/support/make-tenant';
import type { PlatformContext } from '@/lib/tenancy/context';

/** Whose changes are tried. */
export interface ChangeScene {
  tenant: MadeTenant;
  operator: PlatformContext;
  /** Who decides on what the first proposed. */
  second: PlatformContext;
  finance: PlatformContext;
}

/** Something that the audit log must have an entry of, exactly as often as it happens. */
export interface AuditedChange {
  /** As the log says it. */
  action: string;
  /** Makes what it needs, while nothing fails; returns the change itself. Different `n`, different names. */
  prepare(
    scene: ChangeScene,
    n: number,
  ): Promise<() => Promise<unknown>> | (() => Promise<unknown>);
}

/** A change that needs nothing. */
export function change(
  action: string,
  make: (scene: ChangeScene, n: number) => Promise<unknown>,
): AuditedChange {
  return { action, prepare: (scene, n) => () => make(scene, n) };
}

/** A change of something that is made first. */
export function changeOf<T>(
  action: string,
  first: (scene: ChangeScene, n: number) => Promise<T>,
  make: (scene: ChangeScene, made: T, n: number) => Promise<unknown>,
): AuditedChange {
  return {
    action,
    prepare: async (scene, n) => {
      const made = await first(scene, n);
      return () => make(scene, made, n);
    },
  };
}
