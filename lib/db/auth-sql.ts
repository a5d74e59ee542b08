import { transaction } from './transaction';

export type AuthSql = <Row extends object = Record<string, unknown>>(
  text: string,
  params?: readonly unknown[],
) => Promise<Row[]>;

/** One transaction of the sign-in role, which reaches people and sessions and no tenant table. */
export function withAuth<T>(work: (sql: AuthSql) => Promise<T>): Promise<T> {
  return transaction('auth', undefined, (client) =>
    work(
      async <Row extends object>(text: string, params: readonly unknown[] = []) =>
        (await client.query<Row>(text, [...params])).rows,
    ),
  );
}
