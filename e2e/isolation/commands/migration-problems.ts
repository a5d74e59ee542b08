/**
 * What a migration may not do, since it runs as the owner. It may take FORCE off a table for a change of
 * its own rows, and has to put it back itself.
 */
export function migrationProblems(sql: string): string[] {
  const text = sql.replace(/--.*$/gm, '').toLowerCase();
  const problems: string[] = [];
  for (const match of text.matchAll(/alter table (\w+) no force row level security/g)) {
    const rest = text.slice(match.index + match[0].length);
    if (!rest.includes(`alter table ${match[1]} force row level security`))
      problems.push(`leaves ${match[1]} without force`);
  }
  const never: [RegExp, string][] = [
    [/\bdisable row level security\b/, 'switches row-level security off'],
    [/\bbypassrls\b|\bsuperuser\b/, 'gives a role powers that no policy binds'],
    [/\bgrant\b[^;]*\bto public\b/, 'grants to everybody'],
    [/\bset (?:local )?row_security\b/, 'sets row_security'],
    [/\bcopy\b[^;]*\bto\b\s+(?:'|program|stdout)/, 'copies rows out'],
  ];
  return [...problems, ...never.filter(([pattern]) => pattern.test(text)).map(([, what]) => what)];
}
