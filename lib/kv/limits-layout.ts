/** Bytes of the head, and of an entry of the processes, the minutes and the burst. */
export const [HEAD, PROCESS, MINUTE, BURST] = [160, 56, 16, 10];
/** Entries for which the rings have room: no fewer than the buckets of a window and those ahead of it. */
export const [MINUTES, BURSTS] = [64, 128];
/** Processes whose entries are read at once with the head. */
export const AT_ONCE = 4;

/** What a loaded subject consists of: what is known of it in the call, the fields of its head, and the process' own entry. */
const FIELDS =
  'text at dirty tell others tenant R T B S ends ttl MB MR MT BB BN mfirst mcount mold bfirst bcount bold count own'.split(
    ' ',
  );
const OWN = 'mine till hr ht hb hs'.split(' ');

/** Fields by their number: a table that is made from what is unpacked is several times as fast as one with names. */
export function numbered(lua: string): string {
  const place = (names: readonly string[], name: string) => {
    const index = names.indexOf(name);
    if (index < 0) throw new Error(`The script names a field that there is not: ${name}`);
    return index + 1;
  };
  return lua
    .replace(/\bst\.(\w+)/g, (_, name) => `st[${place(FIELDS, name)}]`)
    .replace(/\bo\.(\w+)/g, (_, name) => `o[${place(OWN, name)}]`);
}
