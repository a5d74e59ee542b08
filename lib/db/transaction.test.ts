import { describe, expect, it } from 'vitest';
import { transaction } from './transaction';

const ask = async (text: string, params: unknown[] = []) =>
  transaction('app', undefined, async (client) => (await client.query(text, params)).rows);

describe('a transaction', () => {
  it('fails like any other, and the process lives, when its connection is cut while it waits', async () => {
    const cut = transaction('app', undefined, async (client) => {
      const { rows } = await client.query('select pg_backend_pid() as pid');
      const ended = new Promise((resolve) => client.once('end', resolve));
      expect(await ask('select pg_terminate_backend($1) as done', [rows[0].pid])).toEqual([
        { done: true },
      ]);
      await ended;
      return client.query('select 1');
    });
    await expect(cut).rejects.toMatchObject({ code: 'store_unavailable', retryAfter: 2 });
    await expect(ask('select 1 as x')).resolves.toEqual([{ x: 1 }]);
  });

  it('is refused soon by a server that took its connection and answers nothing', async () => {
    const one = 'select pg_backend_pid() as pid';
    const { rows } = await transaction('auditor', undefined, (client) => client.query(one));
    const { pid } = rows[0];
    process.kill(pid, 'SIGSTOP');
    try {
      const asked = transaction('auditor', undefined, (client) => client.query(one));
      await expect(asked).rejects.toMatchObject({ code: 'store_unavailable', retryAfter: 2 });
      // The connection is thrown away: the next has another.
      const next = await transaction('auditor', undefined, (client) => client.query(one));
      expect(next.rows[0].pid).not.toBe(pid);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });

  it('without a context has none, also after a statement that set one for the whole session', async () => {
    await transaction('auditor', undefined, (client) =>
      client.query("select set_config('tenancy.context', 'left behind', false)"),
    );
    const { rows } = await transaction('auditor', undefined, (client) =>
      client.query("select current_setting('tenancy.context') as context"),
    );
    expect(rows).toEqual([{ context: '' }]);
  });
});
