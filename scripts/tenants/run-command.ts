import { closePools } from '@/lib/db/pools';
import { asOperator } from '@/lib/lifecycle/command-session';
import type { PlatformContext } from '@/lib/tenancy/context';
import {
  eraseCommand,
  eraseMemberCommand,
  exportCommand,
  stateCommand,
} from './lifecycle-commands';
import { provisionCommand } from './provision-command';
import { type Command, readCommand, refused } from './read-command';
import {
  erasedCommand,
  listCommand,
  operationsCommand,
  publicKeyCommand,
  receiptCommand,
  verifyCommand,
} from './reading-commands';
import type { Result } from './result';
import { USAGE } from './usage';

type Say = (line: string) => void;
type Run = (ctx: PlatformContext, command: Command, say: Say) => Promise<Result>;

const AS_OPERATOR: Record<string, Run> = {
  list: listCommand,
  provision: provisionCommand,
  suspend: (ctx, command) => stateCommand(ctx, command, 'suspended'),
  resume: (ctx, command) => stateCommand(ctx, command, 'active'),
  export: exportCommand,
  erase: eraseCommand,
  'erase-member': eraseMemberCommand,
  operations: operationsCommand,
  erased: erasedCommand,
  receipt: receiptCommand,
};
/** They open no tenant's data and no database. */
const FOR_ANYBODY: Record<string, (command: Command) => Promise<Result>> = {
  'verify-receipt': verifyCommand,
  'public-key': publicKeyCommand,
};

/** `npm run tenants`, to the end of the process's connections. */
export async function runTenants(args: string[], say: Say): Promise<void> {
  try {
    await tenants(args, say);
  } finally {
    await closePools();
  }
}

/** The life cycle of tenants from the command line. Throws AppErrors in words for it. */
export async function tenants(args: string[], say: Say): Promise<void> {
  const command = readCommand(args);
  if (!command) return say(USAGE);
  const json = command.flag('json');
  const { lines, json: value } = await run(command, json ? () => {} : say);
  if (json) say(JSON.stringify(value, null, 2));
  else for (const line of lines) say(line);
}

function run(command: Command, say: Say): Promise<Result> {
  const open = FOR_ANYBODY[command.name];
  if (open) return open(command);
  const bound = AS_OPERATOR[command.name];
  if (!bound) throw refused(`There is no command ${command.name}.`);
  return asOperator(command.required('as'), command.name, (ctx) => bound(ctx, command, say));
}
