import type { CodeMutant } from '../code-mutant';

export const TOOL_MUTANTS: readonly CodeMutant[] = [
  {
    file: 'lib/chat/tool-results.ts',
    find: "assertTenant(this.#ctx, passage.tenantId, 'a tool’s result');",
    replace: '',
    why: 'a tool’s passages are not compared',
  },
  {
    file: 'lib/tools/granted-tools.ts',
    find: "if (setup.tools.length === 0 || !(await flagOn(ctx, 'assistant_tools'))) return [];",
    replace: 'return [...BUILT_IN];',
    why: 'every tool is there for everybody',
  },
];
