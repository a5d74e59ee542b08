import { spawn } from 'node:child_process';
import { Plain } from './console.mjs';

/** Every process group that this process started and that still runs. */
const running = new Set();

/**
 * Starts a program in a group of its own: Ctrl-C in the terminal reaches us alone, and we end each
 * group in the right order.
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, { detached: true, ...options });
  running.add(child);
  const forget = () => running.delete(child);
  child.once('exit', forget);
  child.once('error', forget);
  return child;
}

export function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

export function killAll() {
  for (const child of running) signalGroup(child, 'SIGKILL');
}

process.on('exit', killAll);

/** Asks every group to end, so that each can end what it started itself. */
export async function endAll() {
  const ends = [...running].map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of running) signalGroup(child, 'SIGINT');
  await Promise.all(ends);
}

/**
 * Runs a program to its end and resolves with its output, which stays quiet unless it fails.
 * `show` receives its lines as they come.
 */
export async function run(command, args, { show, env, ...options } = {}) {
  const child = start(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    ...options,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk) => {
      output += chunk;
      show?.(chunk);
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Plain(`Cannot run ${command}: ${error.message}`)));
    child.once('close', (status, signal) => resolve(signal ?? status));
  });
  if (code === 0) return output;
  const failure = new Plain(
    `${output.trim()}\n\n${[command, ...args].join(' ')} ended with ${code}`,
  );
  failure.output = output;
  throw failure;
}
