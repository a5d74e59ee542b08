import pg from 'pg';

const query = pg.Client.prototype.query;

/**
 * Fails one statement of this process, counted from 0 over all of its connections: before it is sent, or (`after`) when its
 * answer has come. That a transaction is undone does not fail. Until `undoFault`.
 */
export function failAt(place: number, after: boolean): { reached(): boolean } {
  let left = place;
  let reached = false;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const send = () => (query as (...args: unknown[]) => unknown).apply(this, given);
    const text = typeof given[0] === 'string' ? given[0] : (given[0] as { text?: string })?.text;
    if (/^ROLLBACK/i.test(text ?? '') || left-- !== 0) return send();
    reached = true;
    const fault = () => Promise.reject(new Error('A planted fault.'));
    return after ? Promise.resolve(send()).then(fault) : fault();
  } as typeof query;
  return { reached: () => reached };
}

export function undoFault(): void {
  pg.Client.prototype.query = query;
}
