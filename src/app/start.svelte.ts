// How the app comes to have a peer: by the invitation in its address, by the one that was pasted, or by what this wallet
// joined before. An invitation to one community more is asked about first: none takes the place of another.
import type { Peer } from '../peer/api.ts'
import { type NoPeer, openTab } from '../peer/browser/open.ts'
import { addressOf, notePlace, placesOf } from '../peer/browser/places.ts'
import { Session } from './session.svelte.ts'

export type Now =
  | { readonly is: 'starting' }
  | { readonly is: 'join' }
  | { readonly is: 'invited'; readonly invitation: string }
  | { readonly is: 'failed'; readonly why: string }
  | { readonly is: 'running'; readonly session: Session }

const INVITED = '#join='

export class Start {
  now = $state.raw<Now>({ is: 'starting' })

  async begin(): Promise<void> {
    // A link that is opened in a page which runs already changes its address alone.
    addEventListener('hashchange', () => {
      if (location.hash.startsWith(INVITED)) location.reload()
    })
    const { hash, search } = location
    if (hash.startsWith(INVITED)) await this.open(hash.slice(INVITED.length))
    else if (new URLSearchParams(search).has('another')) this.now = { is: 'join' }
    else await this.open()
  }

  /** Whether it is an invitation that can be read. Who has come here knows that it may be one more. */
  async join(invitation: string): Promise<boolean> {
    await this.open(invitation, true)
    return this.now.is !== 'join'
  }

  private async open(invitation?: string, another = false): Promise<void> {
    const peer = await openTab({ invitation, another })
    // The address may be shown and copied: a ticket is for one.
    if (!('none' in peer) && invitation !== undefined)
      history.replaceState(null, '', location.pathname + location.search)
    await this.run(peer)
  }

  /** A peer that was opened, or why there is none. */
  async run(peer: Peer | NoPeer): Promise<void> {
    if ('none' in peer) {
      if (peer.none === 'invitation') this.now = { is: 'join' }
      else this.now = peer.none === 'another' ? { is: 'invited', ...peer } : { is: 'failed', why: peer.why }
      return
    }
    // For whoever looks at a peer from the browser's console: it is the reader's own.
    Object.assign(globalThis, { wattle: peer })
    const session = await Session.open(peer)
    this.now = { is: 'running', session }
    remember(session)
  }
}

/** What it calls itself; and an address that leads to it, whatever another tab shows later. */
function remember({ community: { genesis, name } }: Session): void {
  const place = placesOf().find(each => each.genesis === genesis)
  if (!place) return
  notePlace(genesis, { name })
  history.replaceState(null, '', addressOf(place) + location.hash)
}
