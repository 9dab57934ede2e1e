// A demonstration's operator: admits whoever applies, and gives each something to begin with. A real community's operator
// looks first.

import { compareBytes, fromHex } from '../../src/bytes/bytes.ts'
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

/** Hosts vote for each other, once, so that a demonstration's visitors do not outvote all who are always on. */
export function voteForEachOther(peers: readonly Peer[]): () => void {
  const voted = new Set<Peer>()
  let busy = false
  const look = async () => {
    const accounts = await Promise.all(peers.map(async peer => fromHex((await peer.identity()).account)!))
    const candidates = accounts.sort(compareBytes)
    for (const peer of peers) {
      if (voted.has(peer)) continue
      const account = fromHex((await peer.identity()).account)!
      const known = await peer.ask({ module: 'delegates', query: 'vote', params: { account } })
      if (!known.ok) continue
      if (known.value === null) {
        const sent = await peer.submit({
          module: 'delegates',
          command: 'vote',
          params: { candidates, stake: 0 },
        })
        if (!sent.ok) continue
      }
      voted.add(peer)
    }
  }
  const stop = peers[0]!.watch('state', () => {
    if (busy || voted.size === peers.length) return
    busy = true
    void look()
      .catch(() => {})
      .finally(() => {
        busy = false
      })
  })
  return stop
}
