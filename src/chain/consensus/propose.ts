// The view of a proposal (rule 1): it rises along every branch, catches up with what is known elsewhere, and is never
// above the slot.

/** The view of a block in this slot, on a parent of this view, by a peer that knows of no greater view than `greatest`. */
export function viewOf(parentView: number, slot: number, greatest: number): number {
  const wanted = slot < 1 + greatest ? slot : 1 + greatest
  return parentView + 1 > wanted ? parentView + 1 : wanted
}

/** Whether a block's claims about views are in order (rule 1). */
export function viewsHold(
  parent: { readonly view: number; readonly sourceView: number },
  block: { readonly view: number; readonly slot: number; readonly sourceView: number },
): boolean {
  return parent.view < block.view && block.view <= block.slot && block.sourceView >= parent.sourceView
}
