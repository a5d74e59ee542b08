/** What each tool takes, so that nothing but the rights stands before the id. */
export function inputFor(name: string, id: string | undefined): unknown {
  switch (name) {
    case 'read_document':
      return { document: id };
    case 'search_library':
      return { query: `${id} lighthouse keeper secret` };
    case 'list_documents':
      return {};
    case 'read_usage':
      return { period: 'this month', by: 'user' };
    default:
      return name === 'look_inside' ? {} : { id, tenantId: id, url: 'file:///etc/passwd' };
  }
}
