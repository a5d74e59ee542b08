import type { Client } from 'pg';

/** What one statement gave: rows, or PostgreSQL's code of the refusal. */
export interface Outcome {
  rows: Record<string, unknown>[];
  count: number;
  /** SQLSTATE; undefined when the statement ran. */
  refused?: string;
}

type Login = 'app' | 'auth' | 'worker' | 'operator' | 'finance' | 'auditor' | 'owner';

/**
 * One superuser's transaction, within which statements run as the product's logins do. Everything an
 * attempt does is rolled back at its end.
 */
export class SqlStage {
  readonly client: Client;

  constructor(client: Client) {
    this.client = client;
  }

  async attempt<T>(work: () => Promise<T>): Promise<T> {
    await this.client.query('savepoint attempt');
    try {
      return await work();
    } finally {
      await this.client.query('rollback to attempt; release attempt');
    }
  }

  /** From here to the end of the attempt as this login, under this context or none. */
  async become(login: Login, token = ''): Promise<void> {
    const context = this.client.escapeLiteral(token);
    await this.client.query(
      `set local role tenantry_${login}; select set_config('tenancy.context', ${context}, true)`,
    );
  }

  /** From here as the superuser again, to look at what an attack left behind. */
  async becomeRoot(): Promise<void> {
    await this.client.query('reset role');
  }

  async query(sql: string, params: unknown[] = []): Promise<Outcome> {
    await this.client.query('savepoint statement');
    try {
      const { rows, rowCount } = await this.client.query(sql, params);
      await this.client.query('release statement');
      return { rows, count: rowCount ?? 0 };
    } catch (error) {
      await this.client.query('rollback to statement; release statement');
      const { code } = error as { code?: string };
      if (!code) throw error;
      return { rows: [], count: 0, refused: code };
    }
  }

  /** One statement in an attempt of its own. */
  async as(login: Login, token: string, sql: string, params: unknown[] = []): Promise<Outcome> {
    return this.attempt(async () => {
      await this.become(login, token);
      return this.query(sql, params);
    });
  }
}
