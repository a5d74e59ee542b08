/** What this plugin needs to know of the tree of an answer's elements. */
interface Node {
  value?: string;
  children?: Node[];
}

/** A plugin of rehype: takes away markers that did not become links, those within code for one. */
export function dropLostMarkers({ markerHref }: { markerHref: string }): (tree: Node) => void {
  const marker = new RegExp(`\\u2060?\\[\\d+\\]\\(${markerHref}\\d+\\)`, 'g');
  return function visit(node) {
    if (node.value !== undefined) node.value = node.value.replace(marker, '');
    for (const child of node.children ?? []) visit(child);
  };
}
