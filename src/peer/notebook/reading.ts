// A page as screens see it, read from its document.
import type * as Y from 'yjs'
import { messageIn, nameIn, noticeIn, pictureIn, pieceIn, type Root } from '../../mesh/notebook/content.ts'
import type { Log } from '../../mesh/notebook/index.ts'
import type { MessageSight, PageSight, PieceSight } from './sight.ts'

export interface Read {
  readonly page: PageSight
  readonly messages: readonly MessageSight[]
}

/** More of one kind is not shown. */
const MOST = 200

export function readPage(account: string, doc: Y.Doc, logs: readonly Log[]): Read {
  const self = doc.getMap('self')
  const notices = each(doc, 'notices', (id, value) => {
    const notice = noticeIn(value)
    return notice && { id, ...notice }
  })
  const messages = each(doc, 'messages', (id, value) => {
    const message = messageIn(value)
    return message && { id, from: account, ...message }
  })
  const sketch = each(doc, 'sketch', (id, value): PieceSight | undefined => {
    const piece = pieceIn(value)
    return piece && { id, ...piece }
  })
  const page: PageSight = {
    account,
    name: nameIn(self.get('name')),
    picture: pictureIn(self.get('picture')),
    notices: notices.sort((a, b) => b.atMs - a.atMs || (a.id < b.id ? -1 : 1)).slice(0, MOST),
    sketch: sketch.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, MOST),
    frozen: logs.some(log => log.fork !== undefined),
  }
  return { page, messages: messages.sort((a, b) => b.atMs - a.atMs).slice(0, MOST) }
}

function each<T>(doc: Y.Doc, root: Root, read: (id: string, value: unknown) => T | undefined): T[] {
  const found: T[] = []
  for (const [id, value] of doc.getMap(root).entries()) {
    const one = read(id, value)
    if (one) found.push(one)
  }
  return found
}
