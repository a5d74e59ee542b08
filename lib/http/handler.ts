import type { IncomingMessage, ServerResponse } from 'node:http';
import { notFound, toErrorBody } from '@/lib/errors';
import { newId } from '@/lib/ids';
import { sendProblem } from './problem';

/** The public API below `/v1`, outside of Next for its speed. */
export async function handleApi(
  _request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, body } = toErrorBody(notFound(), newId());
  sendProblem(response, status, body);
}
