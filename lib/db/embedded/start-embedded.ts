import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startError } from '@/lib/db/start-error';
import { EMBEDDED_PORT, type Home, prepareHome } from './home';
import { initialise } from './initialise';
import { endLeftover, endPostmaster } from './leftover';

export interface EmbeddedDatabase {
  home: Home;
  pid: number;
  /** Fast shutdown; resolves when the process is gone. */
  stop(): Promise<void>;
  /** Resolves with PostgreSQL's last words when it ends, asked for or not. */
  exited: Promise<string>;
}

/** A dead postmaster's children may hold its shared memory for some seconds. */
const RETRY = /pre-existing shared memory|lock file ".*" already exists|in use by/i;
const ATTEMPTS = 40;

/**
 * Starts the PostgreSQL of the data directory, creating its cluster at first.
 * `durable: false` gives up crash safety for speed, for tests.
 */
export async function startEmbedded(options: { durable: boolean }): Promise<EmbeddedDatabase> {
  const home = await prepareHome();
  await initialise(home, options.durable);
  await endLeftover(home);
  for (let attempt = 1; ; attempt += 1) {
    const child = launch(home, options.durable);
    const { ready, output } = await untilReady(child, home);
    if (ready) return supervise(child, home);
    if (attempt === ATTEMPTS || !RETRY.test(output)) {
      throw startError('Starting the database', output);
    }
    await wait(250);
    await endLeftover(home);
  }
}

function launch(home: Home, durable: boolean): ChildProcess {
  const settings: Record<string, string> = {
    listen_addresses: '',
    port: String(EMBEDDED_PORT),
    unix_socket_directories: home.socket,
    unix_socket_permissions: '0700',
    max_connections: '60',
    shared_buffers: '64MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    max_wal_size: '512MB',
    // A backup is taken while it serves.
    wal_level: 'replica',
    max_wal_senders: '0',
    io_method: 'sync',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    password_encryption: 'scram-sha-256',
    log_min_messages: 'warning',
    // Statements and their parameters are content.
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    ...(durable
      ? { fsync: 'on', synchronous_commit: 'on' }
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const log = openSync(home.log, 'w', 0o600);
  try {
    // A session of its own: Ctrl-C in the terminal must not reach it before the server has settled.
    return spawn(
      path.join(home.bin, 'postgres'),
      ['-D', home.pgdata, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
      {
        cwd: path.dirname(home.pgdata),
        stdio: ['ignore', log, log],
        detached: true,
        ...home.user,
      },
    );
  } finally {
    closeSync(log);
  }
}

/** Watches the status line that PostgreSQL writes into its lock file for `pg_ctl`. */
async function untilReady(
  child: ChildProcess,
  home: Home,
): Promise<{ ready: boolean; output: string }> {
  let ended = '';
  child.once('error', (error) => {
    ended = String(error);
  });
  child.once('exit', (code, signal) => {
    ended = `postgres ended with ${signal ?? code}`;
  });
  const lock = path.join(home.pgdata, 'postmaster.pid');
  while (!ended) {
    const lines = existsSync(lock) ? readFileSync(lock, 'utf8').split('\n') : [];
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') {
      return { ready: true, output: '' };
    }
    await wait(10);
  }
  return { ready: false, output: `${lastWords(home)}\n${ended}` };
}

function supervise(child: ChildProcess, home: Home): EmbeddedDatabase {
  const pid = child.pid as number;
  const exited = new Promise<string>((resolve) => {
    if (child.exitCode !== null) resolve(lastWords(home));
    else child.once('exit', () => resolve(lastWords(home)));
  });
  // Also when this process ends by an error that nobody caught.
  const killWithUs = () => child.kill('SIGINT');
  process.once('exit', killWithUs);
  return {
    home,
    pid,
    exited,
    async stop() {
      process.off('exit', killWithUs);
      if (child.exitCode === null && child.signalCode === null) {
        await endPostmaster(pid, home.pgdata);
        await exited;
      }
    },
  };
}

function lastWords(home: Home): string {
  return existsSync(home.log) ? readFileSync(home.log, 'utf8').slice(-2000) : '';
}
