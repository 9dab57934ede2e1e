// A page with links and nothing else: what happens on them is kept for the test to look at.
import { openLinks } from '../../../src/mesh/links/index.ts'
import { TestPeer } from '../../../src/mesh/links/peer.testing.ts'

const host = globalThis as unknown as { begin: (relays: string[]) => Promise<string>; peer: TestPeer }
host.begin = async relays => {
  host.peer = new TestPeer(await openLinks({ relays }))
  return host.peer.self
}
