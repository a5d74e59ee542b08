import type { SqlMutant } from '../sql-mutant';

/** Secrets of tools: used by whoever asks, changed by administrators. */
export const TOOL_MUTANTS: readonly SqlMutant[] = [
  {
    name: 'secrets of tools are there for proofs that ask nothing',
    sql: 'alter policy tool_secret_read on tool_secret using (true)',
  },
  {
    name: 'members add secrets of tools',
    sql: 'alter policy tool_secret_add on tool_secret with check (true)',
  },
  {
    name: 'members change secrets of tools',
    sql: 'alter policy tool_secret_change on tool_secret using (true) with check (true)',
  },
  {
    name: 'members remove secrets of tools',
    sql: 'alter policy tool_secret_end on tool_secret using (true)',
  },
  {
    name: 'secrets of tools are shown to who rotates nothing',
    sql: 'alter policy tool_secret_reseal_read on tool_secret using (true)',
  },
  {
    name: 'secrets of tools are sealed anew by who rotates nothing',
    sql: 'alter policy tool_secret_reseal on tool_secret using (true) with check (true)',
  },
];
