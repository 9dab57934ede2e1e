// A page with a peer and nothing to look at: what a test calls from outside.
import type { Peer } from '../../../src/peer/api.ts'
import { openTab } from '../../../src/peer/browser/open.ts'

export interface Global {
  peer: Peer
  begin(invitation: string | null): Promise<string>
}

const global = globalThis as unknown as Global

global.begin = async invitation => {
  const opened = await openTab(invitation === null ? {} : { invitation })
  if ('none' in opened) return 'why' in opened ? opened.why : opened.none
  global.peer = opened
  return 'open'
}
