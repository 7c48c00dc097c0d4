// Which part of code has which colour: the name of a token.

import { tags, type Tag } from '@lezer/highlight';

export const colors: { tag: Tag | readonly Tag[]; color: string }[] = [
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'made' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'good' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'busy' },
  { tag: [tags.comment, tags.meta, tags.processingInstruction], color: 'faint' },
  { tag: [tags.definition(tags.variableName), tags.heading, tags.tagName], color: 'link' },
  { tag: [tags.propertyName, tags.attributeName, tags.typeName], color: 'warn' },
  { tag: tags.invalid, color: 'bad' },
];
