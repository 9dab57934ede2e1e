// A demonstration's operator: admits whoever applies, and gives each something to begin with. A real community's operator
// looks first.

import { ROLE } from '../../src/market/members/roles.ts'
import type { Peer } from '../../src/peer/api.ts'

interface Applied {
  readonly key: Uint8Array
}

const PAGE = 100

/** From now on, with these criteria confirmed of everybody; the result ends it. */
export function welcomeAll(peer: Peer, confirmed: number, microCredits: number): () => void {
  const welcomed = new Set<string>()
  let busy = false
  const look = async () => {
    const params = { after: null, most: PAGE }
    const found = await peer.ask<readonly Applied[]>({ module: 'members', query: 'applications', params })
    if (!found.ok) return
    for (const { key } of found.value) {
      if (welcomed.has(key.join())) continue
      const admit = { account: key, roles: ROLE.household, confirmed }
      const admitted = await peer.submit({ module: 'members', command: 'admit', params: admit })
      if (!admitted.ok) continue
      welcomed.add(key.join())
      const fate = await peer.settled(admitted.id)
      if (fate.stage !== 'final' || fate.status !== 'done') {
        welcomed.delete(key.join())
        continue
      }
      const gift = { to: key, amount: microCredits, note: 'Welcome' }
      await peer.submit({ module: 'accounts', command: 'transfer', params: gift })
    }
  }
  return peer.watch('state', () => {
    if (busy) return
    busy = true
    void look()
      .catch(() => {})
      .finally(() => {
        busy = false
      })
  })
}
