// How the app comes to have a peer: by the invitation in its address, by the one that was pasted, or by what this wallet
// joined before.
import type { Peer } from '../peer/api.ts'
import { type NoPeer, openTab } from '../peer/browser/open.ts'
import { Session } from './session.svelte.ts'

export type Now =
  | { readonly is: 'starting' }
  | { readonly is: 'join' }
  | { readonly is: 'failed'; readonly why: string }
  | { readonly is: 'running'; readonly session: Session }

const INVITED = '#join='

export class Start {
  now = $state.raw<Now>({ is: 'starting' })

  async begin(): Promise<void> {
    await this.open(location.hash.startsWith(INVITED) ? location.hash.slice(INVITED.length) : undefined)
  }

  /** Whether it is an invitation that can be read. */
  async join(invitation: string): Promise<boolean> {
    await this.open(invitation)
    return this.now.is !== 'join'
  }

  private async open(invitation?: string): Promise<void> {
    const peer = await openTab({ invitation })
    // The address may be shown and copied: a ticket is for one.
    if (!('none' in peer) && invitation !== undefined)
      history.replaceState(null, '', location.pathname + location.search)
    await this.run(peer)
  }

  /** A peer that was opened, or why there is none. */
  async run(peer: Peer | NoPeer): Promise<void> {
    if ('none' in peer)
      this.now = peer.none === 'invitation' ? { is: 'join' } : { is: 'failed', why: peer.why }
    else {
      // For whoever looks at a peer from the browser's console: it is the reader's own.
      Object.assign(globalThis, { wattle: peer })
      this.now = { is: 'running', session: await Session.open(peer) }
    }
  }
}
