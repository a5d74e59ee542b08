import { endedWork, type WorkOwner } from '@/lib/db/credentials';
import { type Listener, listen } from '@/lib/db/listen';
import { AppError } from '@/lib/errors';
import { log } from '@/lib/log';
import { processState } from '@/lib/process-state';
import { assertTenantContext, type TenantContext } from '@/lib/tenancy/context';

/** Work that goes on for longer than a request's moment: an answer, an upload, a download, a job. */
export interface OpenWork {
  /** Aborted, with an AppError `cancelled`, when workspace, membership, session or key have ended. */
  signal: AbortSignal;
  /** When the work is over. */
  close(): void;
}

interface Entry extends WorkOwner {
  controller: AbortController;
  closed: Promise<void>;
}

const CHANNEL = 'tenantry_ended';
/** What a lost message costs: the next look finds it. */
const LOOK_MS = 1_000;

const state = processState('lifecycle.openWork', () => ({
  entries: new Set<Entry>(),
  listener: undefined as Listener | undefined,
  timer: undefined as NodeJS.Timeout | undefined,
  looking: false,
  again: false,
}));

/** Registers work of the context, so that it ends with what the context stands for. */
export function openWork(ctx: TenantContext): OpenWork {
  assertTenantContext(ctx);
  const controller = new AbortController();
  let settle = () => {};
  const entry: Entry = {
    tenantId: ctx.tenantId,
    personId: ctx.principal.kind === 'user' ? ctx.principal.id : undefined,
    sessionId: ctx.sessionId,
    keyId: ctx.key?.id,
    controller,
    closed: new Promise((resolve) => {
      settle = resolve;
    }),
  };
  state.entries.add(entry);
  watch();
  return {
    signal: controller.signal,
    close() {
      state.entries.delete(entry);
      settle();
    },
  };
}

/** Ends the tenant's work in this process without waiting to be told; resolves when all of it has closed. */
export async function endOpenWork(ctx: TenantContext): Promise<void> {
  assertTenantContext(ctx);
  const own = [...state.entries].filter((entry) => entry.tenantId === ctx.tenantId);
  for (const entry of own) end(entry);
  await Promise.all(own.map((entry) => entry.closed));
}

/** Listening starts with the first work and goes on; looking stops when nothing is open. */
function watch(): void {
  if (!state.listener || state.listener.closed) state.listener = listen(CHANNEL, onEnded);
  state.timer ??= setInterval(() => {
    if (state.entries.size > 0) void look();
    else {
      clearInterval(state.timer);
      state.timer = undefined;
    }
  }, LOOK_MS).unref();
}

/** `named`: a tenant, a person or a key; unknown after a pause in listening. */
function onEnded(named?: string): void {
  const concerns = ({ tenantId, personId, keyId }: Entry) =>
    tenantId === named || personId === named || keyId === named;
  if (named === undefined || [...state.entries].some(concerns)) void look();
}

/** Asks PostgreSQL which of the open work must end. One question at a time, and a fresh one for whoever asked meanwhile. */
async function look(): Promise<void> {
  if (state.looking) {
    state.again = true;
    return;
  }
  state.looking = true;
  try {
    do {
      state.again = false;
      const open = [...state.entries].filter((entry) => !entry.controller.signal.aborted);
      if (open.length === 0) return;
      for (const place of await endedWork(open)) {
        const entry = open[place];
        if (entry) end(entry);
      }
    } while (state.again);
  } catch (error) {
    // Contexts end by themselves within their minute.
    log.warn({ err: String(error) }, 'open work was not compared with what has ended');
  } finally {
    state.looking = false;
  }
}

function end(entry: Entry): void {
  entry.controller.abort(
    new AppError('cancelled', 'This workspace was paused, or your access to it has ended.'),
  );
}
