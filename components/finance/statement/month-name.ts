const name = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** `November 2026` of `2026-11`. */
export function monthName(month: string): string {
  return name.format(new Date(`${month}-01T00:00:00Z`));
}
