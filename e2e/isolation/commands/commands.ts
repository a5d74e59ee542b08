import { readFileSync } from 'node:fs';
import type { Case, Family } from '../case';
import { LOGINS, migrationNames, packageCommands } from './command-items';
import { forgedOperations } from './forged-operations';
import { migrationProblems } from './migration-problems';
import { powerfulUses } from './powerful-uses';
import { closureOf, importGraph } from './program-graph';
import { programFiles, programSources } from './program-sources';
import { rowsWithoutContext } from './rows-without-context';

/** Tools that a command may start; none of them connects to the database. */
const TOOLS = /^(node|next|biome|depcruise|vitest)$/;
const FAMILY = 'missing lock';

/** Whatever reaches the database beside a request: no proof, hence no tenant's row. */
export const commands: Family = async ({ world, manifest }) => {
  const sources = programSources();
  const programs = programFiles(sources);
  const graph = await importGraph(programs);
  const uses = powerfulUses(sources);
  return [
    ...Object.entries(packageCommands()).map(([name, text]) => command(name, text)),
    ...programs.map(
      (program): Case => ({
        id: `${program} reaches the database through proofs alone`,
        family: FAMILY,
        covers: [`program ${program}`],
        attack: async () => {
          const closure = closureOf(program, graph);
          const powerful = uses
            .filter(({ file }) => closure.has(file))
            .map(({ file, problem }) => `${file} ${problem}`);
          const isWorker = /\.(worker|child)\.ts$/.test(program);
          const gateway = [...closure].filter(
            (file) => isWorker && /^lib\/(db|keys|vectors|objects)\//.test(file),
          );
          return [
            ...powerful,
            ...gateway.map((file) => `a worker of hostile input imports ${file}`),
          ];
        },
      }),
    ),
    {
      id: 'files that no program imports have no power either',
      family: FAMILY,
      covers: [],
      attack: async () => uses.map(({ file, problem }) => `${file} ${problem}`),
    },
    ...migrationNames().map(
      (name): Case => ({
        id: `migration ${name} leaves every lock where it was`,
        family: FAMILY,
        covers: [`migration ${name}`],
        attack: async () =>
          migrationProblems(readFileSync(`prisma/migrations/${name}/migration.sql`, 'utf8')),
      }),
    ),
    ...LOGINS.map(
      (login): Case => ({
        id: `${login} without a context reads no row of a tenant`,
        family: FAMILY,
        covers: [`login ${login}`],
        attack: () => rowsWithoutContext(login, [...manifest.tables, 'tenant']),
      }),
    ),
    ...forgedOperations(world),
  ];
};

/** A command starts known tools and programs of the list, and nothing else. */
function command(name: string, text: string): Case {
  return {
    id: `npm run ${name} starts what is in the manifest`,
    family: FAMILY,
    covers: [`command npm run ${name}`],
    attack: async () => {
      const parts = text.split('&&').map((part) => part.trim().split(/\s+/));
      return parts.flatMap(([tool = '', first = '']) => {
        const known =
          tool !== 'node' ||
          /^(scripts\/[\w/-]+\.mjs|node_modules\/typescript-native\/bin\/tsc)$/.test(first);
        return TOOLS.test(tool) && known ? [] : [`it starts ${tool} ${first}`];
      });
    },
  };
}
