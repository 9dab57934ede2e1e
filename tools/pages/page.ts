// A page with links and nothing else: what happens on them is kept to be looked at.
import { openLinks } from '../../src/mesh/links/index.ts'
import { Witness } from './witness.ts'

const host = globalThis as unknown as { begin: (relays: string[]) => Promise<string>; peer: Witness }
host.begin = async relays => {
  host.peer = new Witness(await openLinks({ relays }))
  return host.peer.self
}
