import type { Switches } from '../locks-off/switches';
import { ContextSwap, pairContexts } from './context-swap';
import type { Lock } from './locks';
import { DatabaseSwitch } from './switch-database';
import { writeSwitches } from './switch-file';

/** Switches the four locks of the product without locks, and of this process, while both run. */
export class LockSwitch {
  readonly #file: string;
  readonly #parties: Pick<Switches, 'victim' | 'tenants'>;
  readonly #database: DatabaseSwitch;
  readonly #contexts: ContextSwap;

  private constructor(
    file: string,
    parties: Pick<Switches, 'victim' | 'tenants'>,
    database: DatabaseSwitch,
    contexts: ContextSwap,
  ) {
    this.#file = file;
    this.#parties = parties;
    this.#database = database;
    this.#contexts = contexts;
  }

  /** `file`: what TENANTRY_ISOLATION_LOCKS names. */
  static async open(file: string, parties: Pick<Switches, 'victim' | 'tenants'>) {
    const contexts = await ContextSwap.open();
    for (const tenant of parties.tenants)
      if (tenant !== parties.victim) await pairContexts(tenant, parties.victim);
    return new LockSwitch(file, parties, await DatabaseSwitch.open(), contexts);
  }

  async set(off: readonly Lock[]): Promise<void> {
    writeSwitches(this.#file, { off: [...off], ...this.#parties });
    await this.#database.set(off);
    await this.#contexts.set(off.includes('store'));
  }

  /** As `DatabaseSwitch.setWrongMint`. */
  async setWrongMint(victimSlug: string, ownerId: string): Promise<void> {
    writeSwitches(this.#file, { off: [], ...this.#parties });
    await this.#database.setWrongMint(victimSlug, ownerId);
  }

  async close(): Promise<void> {
    writeSwitches(this.#file, { off: [], ...this.#parties });
    await this.#contexts.close();
    await this.#database.close();
  }
}
