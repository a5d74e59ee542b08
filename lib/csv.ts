const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;
/** After the normalisation that also makes full-width signs plain; what nobody sees may stand before one. */
const FORMULA_START = /^[\t\r\n]|^[\s\p{Cc}\p{Cf}]*[=+\-@]/u;

/**
 * Lines of RFC 4180, each ended by CRLF. Text that a spreadsheet would run as a formula gets a leading
 * apostrophe, as OWASP's page on CSV injection asks; plain negative numbers cannot be one and stay numbers.
 */
export function csvRows(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string): string {
  const isFormula = FORMULA_START.test(value.normalize('NFKC')) && !PLAIN_NUMBER.test(value);
  const safe = isFormula ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
