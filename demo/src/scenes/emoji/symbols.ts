// The nine symbols. Their pictures are our own: no emoji font is needed, and everybody sees the same.

import boat from './symbols/boat.svg?inline';
import bolt from './symbols/bolt.svg?inline';
import cat from './symbols/cat.svg?inline';
import fish from './symbols/fish.svg?inline';
import heart from './symbols/heart.svg?inline';
import house from './symbols/house.svg?inline';
import smile from './symbols/smile.svg?inline';
import star from './symbols/star.svg?inline';
import tree from './symbols/tree.svg?inline';

/** Also the label that the model learns. */
export type SymbolId = 'cat' | 'star' | 'heart' | 'house' | 'fish' | 'tree' | 'smile' | 'boat' | 'bolt';

export interface EmojiSymbol {
  readonly id: SymbolId;
  readonly name: string;
  /** With its article, for sentences. */
  readonly one: string;
  /** A data: URL. */
  readonly picture: string;
}

export const SYMBOLS: readonly EmojiSymbol[] = [
  { id: 'cat', name: 'Cat', one: 'a cat', picture: cat },
  { id: 'star', name: 'Star', one: 'a star', picture: star },
  { id: 'heart', name: 'Heart', one: 'a heart', picture: heart },
  { id: 'house', name: 'House', one: 'a house', picture: house },
  { id: 'fish', name: 'Fish', one: 'a fish', picture: fish },
  { id: 'tree', name: 'Tree', one: 'a tree', picture: tree },
  { id: 'smile', name: 'Smile', one: 'a smile', picture: smile },
  { id: 'boat', name: 'Boat', one: 'a boat', picture: boat },
  { id: 'bolt', name: 'Bolt', one: 'a bolt', picture: bolt },
];

const byId = new Map<string, EmojiSymbol>(SYMBOLS.map((symbol) => [symbol.id, symbol]));

/** Undefined for what the model says when it knows nothing, and for labels of another page's models. */
export function symbolOf(label: string | undefined): EmojiSymbol | undefined {
  return label === undefined ? undefined : byId.get(label);
}
