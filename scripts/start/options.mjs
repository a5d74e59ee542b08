import { Plain } from '../console.mjs';

const USAGE = `npm start -- [options]

  --port N   serve on port N instead of 3000
  --empty    no demo data: print a one-time link for the first operator
  --reset    delete all data of this installation first
  --yes      do not ask before deleting
  --dev      reload when sources change`;

/** Reads the command line; undefined when only help was asked for. */
export function readOptions(args, env = process.env) {
  const options = {
    port: env.PORT ? toPort(env.PORT) : 3000,
    empty: false,
    reset: false,
    yes: false,
    dev: false,
  };
  for (let i = 0; i < args.length; i += 1) {
    const [name, inline] = args[i].split('=', 2);
    if (name === '--help' || name === '-h') return { usage: USAGE };
    if (name === '--port') {
      if (inline === undefined) i += 1;
      options.port = toPort(inline ?? args[i]);
    } else if (['--empty', '--reset', '--yes', '--dev'].includes(name)) {
      options[name.slice(2)] = true;
    } else {
      throw new Plain(`${args[i]} is not an option.\n\n${USAGE}`);
    }
  }
  return options;
}

function toPort(text) {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65536) return port;
  throw new Plain(`The port must be a number from 1 to 65535, not ${text ?? 'nothing'}.`);
}
