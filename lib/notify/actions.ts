'use server';

import { parseInput } from '@/lib/documents/parse-input';
import { type ActionResult, platformAction } from '@/lib/http/action-context';
import { addEndpoint, removeEndpoint, sendTestNotice } from './endpoints';
import {
  type AddEndpoint,
  type AddedEndpoint,
  addEndpointSchema,
  removeEndpointSchema,
} from './schema';

export async function addEndpointAction(input: AddEndpoint): Promise<ActionResult<AddedEndpoint>> {
  return platformAction((ctx) => addEndpoint(ctx, parseInput(addEndpointSchema, input)));
}

export async function removeEndpointAction(input: { id: string }): Promise<ActionResult<void>> {
  return platformAction((ctx) => removeEndpoint(ctx, parseInput(removeEndpointSchema, input).id));
}

export async function sendTestNoticeAction(): Promise<ActionResult<void>> {
  return platformAction(sendTestNotice);
}
