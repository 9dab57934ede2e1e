// The page's side of the service worker: brings it here, asks it now and then for another release, and tells it whose
// signature this community asks for.
import { fromHex, toHex } from '../../bytes/bytes.ts'
import type { Asked, GuardSight } from '../service/said.ts'
import type { Session } from '../session.svelte.ts'

const LOOK_MS = 3_600_000
/** A page that comes in front looks too, but not each time. */
const SOON_MS = 600_000
/** A release is some hundred kilobytes, and phones are slow. */
const ANSWER_MS = 120_000

export class Guarded {
  sight = $state.raw<GuardSight>()
  /** Another window took another release. */
  isOld = $state(false)
  private lookedMs = -Infinity
  private told = ''

  /** Where there is none (a development server, a browser without), the app goes on without. */
  async begin(): Promise<void> {
    const { serviceWorker } = navigator
    if (!serviceWorker || !import.meta.env.PROD) return
    serviceWorker.addEventListener('message', ({ data }) => {
      if (data?.taken) this.taken()
    })
    const registration = await serviceWorker.register('/service.js', { updateViaCache: 'none' })
    registration.addEventListener('updatefound', () => void this.look())
    await serviceWorker.ready
    await this.look()
    setInterval(() => void this.look(), LOOK_MS)
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && performance.now() - this.lookedMs > SOON_MS) void this.look()
    })
  }

  async look(): Promise<void> {
    this.lookedMs = performance.now()
    this.hear(await ask<GuardSight>({ ask: 'look' }))
  }

  async take(): Promise<void> {
    if (await ask<boolean>({ ask: 'take' })) location.reload()
  }

  /** Nothing moves under somebody who looks. */
  private taken(): void {
    if (document.hidden) location.reload()
    else this.isOld = true
  }

  /** What a final state names; a guest is bound by nothing. */
  async pin({ peer, identity, community }: Session): Promise<void> {
    if (!identity.belongs) return
    const asked = { module: 'rules', query: 'params', params: {} }
    const named = await peer.ask<{ releaseKey: Uint8Array | null }>(asked)
    if (!named.ok || named.stage !== 'final') return
    const key = named.value.releaseKey
    const told = key ? toHex(key) : 'none'
    if (told === this.told) return
    const pin = { community: fromHex(community.genesis)!, key, height: named.at.height }
    const sight = await ask<GuardSight>({ ask: 'pin', ...pin })
    if (!sight) return
    this.told = told
    this.hear(sight)
    // What is offered is another question now.
    await this.look()
  }

  private hear(sight: GuardSight | undefined): void {
    if (sight) this.sight = sight
  }
}

async function ask<T>(asked: Asked): Promise<T | undefined> {
  const active = (await navigator.serviceWorker?.getRegistration())?.active
  if (!active) return undefined
  const { port1, port2 } = new MessageChannel()
  const answered = new Promise<T | undefined>(resolve => {
    port1.onmessage = ({ data }) => resolve(data)
    setTimeout(() => resolve(undefined), ANSWER_MS)
  })
  active.postMessage(asked, [port2])
  return answered.finally(() => port1.close())
}
