import type { Switches } from '../locks-off/switches';
import type { Lock } from './locks';
import { DatabaseSwitch } from './switch-database';
import { writeSwitches } from './switch-file';

/** Switches the four locks of the product without locks, and of this process, while both run. */
export class LockSwitch {
  readonly #file: string;
  readonly #parties: Pick<Switches, 'victim' | 'tenants'>;
  readonly #database: DatabaseSwitch;

  private constructor(
    file: string,
    parties: Pick<Switches, 'victim' | 'tenants'>,
    database: DatabaseSwitch,
  ) {
    this.#file = file;
    this.#parties = parties;
    this.#database = database;
  }

  /** `file`: what TENANTRY_ISOLATION_LOCKS names. */
  static async open(file: string, parties: Pick<Switches, 'victim' | 'tenants'>) {
    return new LockSwitch(file, parties, await DatabaseSwitch.open());
  }

  async set(off: readonly Lock[]): Promise<void> {
    writeSwitches(this.#file, { off: [...off], ...this.#parties });
    await this.#database.set(off);
  }

  /** As `DatabaseSwitch.setWrongMint`. */
  async setWrongMint(victimSlug: string): Promise<void> {
    writeSwitches(this.#file, { off: [], ...this.#parties });
    await this.#database.setWrongMint(victimSlug);
  }

  async close(): Promise<void> {
    writeSwitches(this.#file, { off: [], ...this.#parties });
    await this.#database.close();
  }
}
