import { Piscina, queueOptionsSymbol } from 'piscina';

type TaskQueue = InstanceType<typeof Piscina>['options']['taskQueue'];
type Task = Parameters<TaskQueue['push']>[0];

export type EmbedPriority = 'query' | 'bulk';

/** Marks a task for `PriorityTaskQueue`; the mark is a symbol, so it does not reach the worker. */
export function withPriority<T extends object>(task: T, priority: EmbedPriority): T {
  return Object.assign(task, { [queueOptionsSymbol]: { priority } });
}

/** Questions first, bulk work behind them; first come, first served within each. */
export class PriorityTaskQueue implements TaskQueue {
  #queries: Task[] = [];
  #bulk: Task[] = [];

  get size(): number {
    return this.#queries.length + this.#bulk.length;
  }

  push(task: Task): void {
    this.#laneOf(task).push(task);
  }

  shift(): Task | null {
    return this.#queries.shift() ?? this.#bulk.shift() ?? null;
  }

  remove(task: Task): void {
    const lane = this.#laneOf(task);
    const index = lane.indexOf(task);
    if (index >= 0) lane.splice(index, 1);
  }

  #laneOf(task: Task): Task[] {
    const options = task[Piscina.queueOptionsSymbol as typeof queueOptionsSymbol];
    return options && 'priority' in options && options.priority === 'query'
      ? this.#queries
      : this.#bulk;
  }
}
