/** Ends the process when its parent is gone. Signals reach a process whose main thread never yields. */
const startedBy = process.ppid;

setInterval(() => {
  if (process.ppid !== startedBy) process.kill(process.pid, 'SIGKILL');
}, 1000);

export {};
