// What two who pair tell each other on a channel beside their link, until both are in the same community.
import { bytes, encode, struct, text, tryDecode } from '../../bytes/codec.ts'
import { MAX_GENESIS_BYTES } from '../../chain/limits.ts'
import { type Choice, choice } from '../frames/choice.ts'
import { chunksOf, Frames } from '../links/framing.ts'
import { MORE_BYTES } from './limits.ts'

/** A genesis in letters, and what stands beside it. */
const MAX_INVITATION = 2 * MAX_GENESIS_BYTES
/** Told before anybody listens: no side says more in all. */
const MOST_EARLY = 8

const shapes = {
  /** First of all: what the own code promised. */
  secret: { number: 1, codec: struct({ secret: bytes(32) }) },
  /** To a newcomer: the text of an invitation, with genesis in it. Its hash is in the code. */
  invitation: { number: 2, codec: struct({ text: text(MAX_INVITATION) }) },
  /** This side's peer runs: frames may come. */
  ready: { number: 3, codec: struct({}) },
  /** Who this side is, or will be once admitted. */
  account: { number: 4, codec: struct({ account: bytes(20) }) },
  /** The two numbers differ: somebody is in between. */
  differ: { number: 5, codec: struct({}) },
}
export const toldCodec = choice(shapes, ['secret', 'invitation', 'ready', 'account', 'differ'])
export type Told = Choice<typeof shapes>
export const TOLD_FORM = toldCodec.form

export class Talk {
  private readonly channel: RTCDataChannel
  private readonly frames: Frames
  private readonly early: Told[] = []
  private readonly waiting: Uint8Array<ArrayBuffer>[] = []
  private listener: ((told: Told) => void) | undefined

  /** `isInvited`: the other side may hand over an invitation. All else that is told is short. */
  constructor(channel: RTCDataChannel, isInvited: boolean) {
    this.channel = channel
    this.frames = new Frames(isInvited ? MAX_INVITATION + MORE_BYTES : MORE_BYTES)
    channel.binaryType = 'arraybuffer'
    channel.onopen = () => {
      for (const chunk of this.waiting.splice(0)) channel.send(chunk)
    }
    channel.onmessage = ({ data }) => this.take(data)
  }

  tell(told: Told): void {
    for (const chunk of chunksOf(encode(toldCodec, told))) {
      const own = chunk as Uint8Array<ArrayBuffer>
      if (this.channel.readyState === 'open') this.channel.send(own)
      else this.waiting.push(own)
    }
  }

  /** What is told is heard by one listener at a time, and what came before it, first. */
  hear(listener: (told: Told) => void): void {
    this.listener = listener
    this.flow()
  }

  /** The next that is told; nothing where the other side goes. What comes after waits for who hears it. */
  next(): Promise<Told | undefined> {
    return new Promise(resolve => {
      this.onGone(() => resolve(undefined))
      this.hear(told => {
        this.listener = undefined
        resolve(told)
      })
    })
  }

  /** The other side has gone, or has been given up. */
  onGone(listener: () => void): void {
    this.channel.onclose = listener
    if (this.channel.readyState === 'closed') listener()
  }

  close(): void {
    this.channel.close()
  }

  private flow(): void {
    while (this.listener && this.early.length > 0) this.listener(this.early.shift()!)
  }

  private take(data: unknown): void {
    try {
      if (!(data instanceof ArrayBuffer)) throw new TypeError('not bytes')
      for (const frame of this.frames.take(new Uint8Array(data))) {
        const read = tryDecode(toldCodec, frame)
        if ('error' in read) throw read.error
        if (this.early.push(read.value) > MOST_EARLY) throw new RangeError('more than there is to say')
      }
      this.flow()
    } catch {
      // Nobody who means well sends this.
      this.close()
    }
  }
}
