import type { ServerResponse } from 'node:http';
import { databaseAnswers } from '@/lib/db/database-answers';

/** The process is alive. Says nothing about what it depends on, or a restart would be no remedy. */
export function handleHealth(response: ServerResponse): void {
  sendText(response, 200, 'ok');
}

/** The process can do work: the database answers and it is not shutting down. */
export async function handleReady(response: ServerResponse, stopping: boolean): Promise<void> {
  if (stopping) return sendText(response, 503, 'stopping');
  const ready = await databaseAnswers();
  sendText(response, ready ? 200 : 503, ready ? 'ready' : 'the database does not answer');
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain', 'cache-control': 'no-store' });
  response.end(`${text}\n`);
}
