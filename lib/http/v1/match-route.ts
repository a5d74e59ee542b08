import type { ApiRoute } from './api-route';

export interface MatchedRoute {
  route: ApiRoute;
  params: Readonly<Record<string, string>>;
}

interface Node {
  fixed: Map<string, Node>;
  named?: { name: string; node: Node };
  routes: Map<string, ApiRoute>;
}

export type RouteTree = Node;

/** Throws for two routes of one method and path: the second would never be reached. */
export function routeTree(routes: readonly ApiRoute[]): RouteTree {
  const root = emptyNode();
  for (const route of routes) {
    let node = root;
    for (const part of route.path.split('/').slice(1)) node = childOf(node, part);
    if (node.routes.has(route.method)) throw new Error(`${route.method} ${route.path} twice`);
    node.routes.set(route.method, route);
  }
  return root;
}

/** The route of a method and a path without its query; undefined when there is none. */
export function matchRoute(
  tree: RouteTree,
  method: string,
  path: string,
): MatchedRoute | undefined {
  let node: Node | undefined = tree;
  const params: Record<string, string> = {};
  for (const part of path.split('/').slice(1)) {
    const next: Node | undefined = node.fixed.get(part);
    if (next) node = next;
    else if (node.named && part !== '') {
      const value = decoded(part);
      if (value === undefined) return undefined;
      params[node.named.name] = value;
      node = node.named.node;
    } else return undefined;
  }
  const route = node.routes.get(method);
  return route && { route, params };
}

function childOf(node: Node, part: string): Node {
  const name = /^\{(\w+)\}$/.exec(part)?.[1];
  if (name !== undefined) {
    node.named ??= { name, node: emptyNode() };
    if (node.named.name !== name)
      throw new Error(`{${name}} is called ${node.named.name} elsewhere`);
    return node.named.node;
  }
  const known = node.fixed.get(part) ?? emptyNode();
  node.fixed.set(part, known);
  return known;
}

function emptyNode(): Node {
  return { fixed: new Map(), routes: new Map() };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
