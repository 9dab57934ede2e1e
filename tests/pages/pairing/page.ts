// A page with links and no relay: what a test calls to pair it with another.
import { openLinks } from '../../../src/mesh/links/index.ts'
import { Answering, Inviting, Paired } from '../../../src/mesh/pairing/index.ts'
import { Witness } from '../../../tools/pages/witness.ts'

const COMMUNITY = new Uint8Array(32).fill(7)

export interface Pairer {
  readonly peer: Witness
  number: string
  invite(): Promise<string>
  take(answer: string): Promise<string>
  /** The code, or why there is none; `met` says how it went on. */
  answer(invitation: string): Promise<string>
  met: Promise<string>
  /** It becomes a link. */
  link(): void
  /** Tells another secret than its code promised. */
  lie(): void
}

const global = globalThis as unknown as { begin(): Promise<string>; pairer: Pairer; peer: Witness }
global.begin = async () => {
  const links = await openLinks({ relays: [] })
  const peer = new Witness(links)
  let inviting: Inviting | undefined
  let paired: Paired | undefined
  const keep = (met: Paired | string): string => {
    if (!(met instanceof Paired)) return met
    paired = met
    pairer.number = met.number
    return 'paired'
  }
  const pairer: Pairer = {
    ...{ peer, number: '', met: Promise.resolve('') },
    async invite() {
      const made = await Inviting.make(links, COMMUNITY)
      if (typeof made === 'string') return made
      inviting = made
      return made.code
    },
    take: async answer => keep(await inviting!.take(answer)),
    async answer(invitation) {
      const made = await Answering.to(links, invitation, undefined)
      if (typeof made === 'string') return made
      pairer.met = made.paired.then(keep)
      return made.code
    },
    link: () => paired!.link(),
    lie() {
      const { getRandomValues } = Crypto.prototype
      let calls = 0
      // The secret that the page tells is not the one that it promised: the array is changed after the promise was made.
      crypto.getRandomValues = (array => {
        const filled = getRandomValues.call(crypto, array)
        if (calls++ === 0 && filled instanceof Uint8Array) setTimeout(() => filled.fill(0), 1500)
        return filled
      }) as typeof crypto.getRandomValues
    },
  }
  global.pairer = pairer
  global.peer = peer
  return peer.self
}
