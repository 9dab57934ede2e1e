// A connection between two browsers, made without a third once each has the other's description: two data channels,
// agreed on beforehand, so that neither side waits to be told of them.
import type { StreamName } from '../port.ts'
import { type Description, readSdp, writeSdp } from './description.ts'
import { CHANNEL_BYTES, FAREWELL_MS, GATHERING_MS, LOW_BYTES, OPENING_MS } from './limits.ts'
import type { Platform } from './platform.ts'
import type { Wire, WireListener } from './wire.ts'

const CHANNELS: Readonly<Record<StreamName, number>> = { live: 0, bulk: 1 }

type Channels = Readonly<Record<StreamName, RTCDataChannel>>

export class Channeled {
  private readonly connection: RTCPeerConnection
  private readonly gathered: string[] = []
  private channels: Channels | undefined
  private over: string | undefined
  private whenOver: (why: string) => void = () => {}

  constructor(platform: Platform, iceServers: readonly RTCIceServer[]) {
    platform.spent.add()
    // Without servers of the operator's own, none: the defaults of some engines are strangers.
    this.connection = new platform.RTCPeerConnection({ iceServers: [...iceServers] })
    this.connection.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) this.gathered.push(candidate.candidate)
    }
    this.connection.onconnectionstatechange = () => {
      const { connectionState: state } = this.connection
      if (state === 'failed' || state === 'closed') this.end(`the connection ${state}`)
    }
  }

  /** Our description, to be answered. */
  async offer(): Promise<Description> {
    this.open()
    await this.connection.setLocalDescription(await this.connection.createOffer())
    return this.describe()
  }

  /** Our description in answer to theirs. */
  async answer(offer: Description): Promise<Description> {
    await this.connection.setRemoteDescription({ type: 'offer', sdp: writeSdp(offer) })
    // Only now: one engine makes an offer of its own as soon as there is a channel.
    this.open()
    await this.connection.setLocalDescription(await this.connection.createAnswer())
    return this.describe()
  }

  /** Their answer to our description. */
  async accept(answer: Description): Promise<void> {
    await this.connection.setRemoteDescription({ type: 'answer', sdp: writeSdp(answer) })
  }

  /** Both streams, once they are open; throws where they do not open in time. */
  async opened(): Promise<Readonly<Record<StreamName, Wire>>> {
    const { live, bulk } = this.channels!
    await within(OPENING_MS, 'the other side could not be reached', (done, fail) => {
      this.whenOver = why => fail(new Error(why))
      if (this.over !== undefined) fail(new Error(this.over))
      const look = () => {
        if (live.readyState === 'open' && bulk.readyState === 'open') done()
      }
      live.onopen = bulk.onopen = look
      look()
    })
    const farewell = new Farewell(this, [live, bulk])
    return { live: new ChannelWire(live, 'live', farewell), bulk: new ChannelWire(bulk, 'bulk', farewell) }
  }

  get alive(): boolean {
    return this.over === undefined && this.connection.connectionState === 'connected'
  }

  /** At once, whatever waits. */
  close(): void {
    this.end('closed here')
    this.connection.onicecandidate = null
    this.connection.onconnectionstatechange = null
    this.connection.close()
  }

  onOver(listener: (why: string) => void): void {
    this.whenOver = listener
    if (this.over !== undefined) listener(this.over)
  }

  private end(why: string): void {
    if (this.over !== undefined) return
    this.over = why
    this.whenOver(why)
  }

  private open(): void {
    const channel = (name: StreamName) => {
      const made = this.connection.createDataChannel(name, { negotiated: true, id: CHANNELS[name] })
      made.binaryType = 'arraybuffer'
      // What comes before anybody listens is lost, and nobody sends before both channels are open on its side.
      return made
    }
    this.channels = { live: channel('live'), bulk: channel('bulk') }
  }

  private async describe(): Promise<Description> {
    await this.gathering()
    const description = readSdp(this.connection.localDescription?.sdp ?? '', this.gathered)
    if (!description) throw new Error('this browser describes itself in a way that is not understood')
    return description
  }

  /** The engine's ways to be reached are complete, or have been waited for long enough. */
  private gathering(): Promise<void> {
    const { connection } = this
    return new Promise(done => {
      const look = () => {
        if (connection.iceGatheringState !== 'complete') return
        clearTimeout(timer)
        done()
      }
      const timer = setTimeout(done, GATHERING_MS)
      connection.onicegatheringstatechange = look
      look()
    })
  }
}

/** Promises what `begin` makes of it, or throws `late` after so long. */
function within(
  ms: number,
  late: string,
  begin: (done: () => void, fail: (error: Error) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(late)), ms)
    const stop =
      <A extends unknown[]>(then: (...args: A) => void) =>
      (...args: A) => {
        clearTimeout(timer)
        then(...args)
      }
    begin(stop(resolve), stop(reject))
  })
}

/** Closes a connection after what both channels hold has left. */
class Farewell {
  private readonly whole: Channeled
  private open: number
  private begun = false

  constructor(whole: Channeled, channels: readonly RTCDataChannel[]) {
    this.whole = whole
    this.open = channels.length
  }

  begin(): void {
    if (this.begun) return
    this.begun = true
    setTimeout(() => this.whole.close(), FAREWELL_MS)
  }

  closed(): void {
    if (--this.open === 0) this.whole.close()
  }
}

class ChannelWire implements Wire {
  private readonly channel: RTCDataChannel
  private readonly farewell: Farewell

  constructor(channel: RTCDataChannel, name: StreamName, farewell: Farewell) {
    this.channel = channel
    this.farewell = farewell
    channel.bufferedAmountLowThreshold = Math.min(LOW_BYTES, CHANNEL_BYTES[name])
  }

  listen(listener: WireListener): void {
    const { channel } = this
    channel.onmessage = ({ data }) => {
      // A text is nothing that we ever send.
      if (data instanceof ArrayBuffer) listener.chunk(new Uint8Array(data))
      else listener.closed('a text came where bytes were expected')
    }
    channel.onbufferedamountlow = () => listener.room()
    channel.onclose = () => {
      this.farewell.closed()
      listener.closed()
    }
    if (channel.readyState !== 'open') listener.closed()
  }

  send(chunk: Uint8Array): void {
    // What is closing takes nothing more, and says so by itself.
    if (this.channel.readyState === 'open') this.channel.send(chunk as Uint8Array<ArrayBuffer>)
  }

  waiting(): number {
    return this.channel.readyState === 'open' ? this.channel.bufferedAmount : 0
  }

  close(): void {
    this.farewell.begin()
    this.channel.close()
  }
}
