import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import type { TenantContext } from '@/lib/tenancy/context';
import type { TenantPermission } from '@/lib/tenancy/roles';

/** One request of the public API, its key verified. */
export interface ApiCall {
  ctx: TenantContext;
  request: IncomingMessage;
  response: ServerResponse;
  requestId: string;
  query: URLSearchParams;
  /** A parameter of the path; '' for one that the path does not have. */
  param(name: string): string;
  /** Aborted when the client went away, and when the key or its workspace ended. */
  signal: AbortSignal;
}

/** What the OpenAPI document says of a route. */
export interface Operation {
  /** Of the group that it is shown in. */
  tag: string;
  summary: string;
  description?: string;
  query?: z.ZodObject;
  /** Request headers, by name. */
  headers?: Readonly<Record<string, string>>;
  body?: { schema: z.ZodType; example?: unknown } | { binary: string };
  responses: Readonly<Record<number, { description: string; schema?: z.ZodType; events?: string }>>;
}

interface RouteBase {
  method: 'GET' | 'POST' | 'DELETE';
  /** `/v1/documents/{id}`. */
  path: string;
  /** How a failure is said: in Anthropic's envelope, or as problem+json. */
  dialect: 'anthropic' | 'problem';
  operation: Operation;
}

/** A route for holders of a key. */
export interface KeyRoute extends RouteBase {
  permission: TenantPermission;
  /** What its refusals are counted under. */
  feature: 'messages' | 'answers' | 'api';
  /** Whether the work behind it asks the workspace's limits by itself; otherwise they are asked before it. */
  admitsItself?: true;
  handle(call: ApiCall): Promise<void>;
}

/** A route that says the same to everyone. */
export interface OpenRoute extends RouteBase {
  open: true;
  handle(response: ServerResponse): void;
}

export type ApiRoute = KeyRoute | OpenRoute;
