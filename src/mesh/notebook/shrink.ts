// What compacting lets go of. Yjs keeps a struct for each value that was ever overwritten or deleted in a map, since the
// one that follows names it as its origin; so a whole entry of what Yjs has by itself would grow with every word its author
// ever wrote, until it is beyond every bound and the author can write no more.
//
// Clocks stay: what stands keeps its id, since removals and other devices name it, and what went is GC. Of one key only the
// last value stands. It hangs on a chain of origins, of which one value of one's own is enough: the nearest. That one can
// then name what others of the account wrote before any of one's own, and stands where it stood: items are ordered by the
// clients that follow on one origin, and its client is that of all that went in between.
import * as Y from 'yjs'

/** A GC that no delete set repeats: it is gone as it is written. */
class Gone extends Y.GC {
  override get deleted(): boolean {
    return false
  }
}

/** Lets go of what one client has written and no value hangs on. The document is only good for being encoded after that. */
export function shrink(doc: Y.Doc, client: number): void {
  const { store } = doc
  const structs = store.clients.get(client)
  // What has not come yet may build on anything.
  if (!structs || store.pendingStructs) return
  const kept = new Map<Y.Item, Y.ID | null>()
  for (const each of store.clients.values())
    for (const item of each) {
      if (!(item instanceof Y.Item) || item.deleted) continue
      const own = originsOf(doc, item).find(({ id }) => id.client === client)
      if (own) kept.set(own, beforeOwn(doc, own))
    }
  const left: (Y.Item | Y.GC)[] = []
  for (const struct of structs) {
    const last = left.at(-1)
    if (struct instanceof Y.Item && kept.has(struct)) {
      struct.origin = kept.get(struct)!
      left.push(struct)
    } else if (last instanceof Gone) last.length += struct.length
    else left.push(new Gone(struct.id, struct.length))
  }
  store.clients.set(client, left)
}

/** It, and what it hangs on, the nearest first. */
function originsOf(doc: Y.Doc, item: Y.Item): Y.Item[] {
  const chain = [item]
  for (let at = item.origin; at; at = chain.at(-1)!.origin) chain.push(Y.getItem(doc.store, at))
  return chain
}

/** What others wrote before its client first did. */
function beforeOwn(doc: Y.Doc, own: Y.Item): Y.ID | null {
  const first = originsOf(doc, own).findLast(({ id }) => id.client === own.id.client)
  return first!.origin
}
