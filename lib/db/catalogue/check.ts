/** One question to PostgreSQL's catalogue that a safe database answers with what is allowed by name. */
export interface CatalogueCheck {
  /** Key of its exceptions in `exceptions.ts`. */
  name: string;
  /** What an offender means, in words. */
  offence: string;
  /** Selects every offender as `name`. */
  sql: string;
}

type Query = (sql: string) => Promise<{ name: string }[]>;

/**
 * What breaks the check: offenders that no exception names, and exceptions that name nothing any more,
 * since a list that keeps its dead lets the next one in under an old name.
 */
export async function findOffenders(
  query: Query,
  check: CatalogueCheck,
  exceptions: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const found = (await query(check.sql)).map((row) => row.name);
  return [
    ...found
      .filter((name) => !Object.hasOwn(exceptions, name))
      .map((name) => `${name}: ${check.offence}`),
    ...Object.keys(exceptions)
      .filter((name) => !found.includes(name))
      .map((name) => `${name}: listed as an exception, and there is none`),
  ].sort();
}
