import type { Client } from 'pg';

/** One way to break the store's lock: a statement, or a change of a function's text. */
export type SqlMutant =
  | { name: string; sql: string }
  /** `fn` with its argument types; the first `find` becomes `replace`. */
  | { name: string; fn: string; find: string; replace: string };

/** Throws when a function's text is no longer what the mutant changes. */
export async function applySqlMutant(client: Client, mutant: SqlMutant): Promise<void> {
  if ('sql' in mutant) {
    await client.query(mutant.sql);
    return;
  }
  const { rows } = await client.query<{ text: string }>(
    'select pg_get_functiondef($1::regprocedure) as text',
    [mutant.fn],
  );
  const text = rows[0]?.text ?? '';
  if (!text.includes(mutant.find)) {
    throw new Error(
      `Mutant "${mutant.name}": ${mutant.fn} no longer contains "${mutant.find}". Change the mutant along with the function.`,
    );
  }
  // A function as the replacement: `$` means nothing there.
  await client.query(text.replace(mutant.find, () => mutant.replace));
}
