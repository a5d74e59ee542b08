const WORDS: Record<string, string> = {
  'answer.create': 'Question asked',
  'answer.refuse': 'Question refused',
  'conversation.rename': 'Conversation renamed',
  'conversation.delete': 'Conversation deleted',
  'document.upload': 'Document uploaded',
  'document.index': 'Document indexed',
  'document.fail': 'Document failed',
  'document.retry': 'Document retried',
  'document.cancel': 'Document cancelled',
  'document.rename': 'Document renamed',
  'document.move': 'Document moved',
  'document.delete': 'Document deleted',
  'folder.create': 'Folder created',
  'folder.rename': 'Folder renamed',
  'folder.delete': 'Folder deleted',
  'folder.set_audience': 'Folder’s readers changed',
  'group.create': 'Group created',
  'group.rename': 'Group renamed',
  'group.delete': 'Group deleted',
  'group.set_members': 'Group’s members changed',
  'member.add': 'Person added',
  'member.accept': 'Invitation accepted',
  'member.renew_invitation': 'Invitation link renewed',
  'member.role': 'Role changed',
  'member.remove': 'Person removed',
  'policy.edit': 'Limits changed',
  'security.tenant_mismatch': 'Foreign row stopped',
  'persona.change': 'Persona changed',
  'tenant.create': 'Workspace created',
  'tenant.suspend': 'Workspace paused',
  'tenant.resume': 'Workspace resumed',
};

/** An action for people; one without words of its own stays its code. */
export function actionWords(action: string): string {
  return WORDS[action] ?? action;
}
