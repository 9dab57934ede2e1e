// A connection between two browsers, made without a third once each has the other's description: two data channels,
// agreed on beforehand, so that neither side waits to be told of them.
import type { StreamName } from '../port.ts'
import { type Description, readSdp, writeSdp } from './description.ts'
import { FAREWELL_MS, GATHERING_MS, LOW_BYTES, OPENING_MS, SEEK_MS } from './limits.ts'
import type { Platform } from './platform.ts'
import type { Wire, WireListener } from './wire.ts'

const CHANNELS: Readonly<Record<StreamName, number>> = { live: 0, bulk: 1 }

/** Chunks that come before anybody listens: the other side may find its channels open a moment earlier. */
const EARLY_CHUNKS = 256

export class Channeled {
  private readonly connection: RTCPeerConnection
  private readonly gathered: string[] = []
  private readonly farewell = new Farewell(this)
  private wires: Readonly<Record<StreamName, ChannelWire>> | undefined
  private over: string | undefined
  /** An engine calls a connection failed that goes on once the other side answers after all. */
  private patient = false
  private whenOver: (why: string) => void = () => {}

  constructor(platform: Platform, iceServers: readonly RTCIceServer[]) {
    platform.life.add()
    // Without servers of the operator's own, none: the defaults of some engines are strangers.
    this.connection = new platform.RTCPeerConnection({ iceServers: [...iceServers] })
    this.connection.onicecandidate = ({ candidate }) => {
      if (candidate?.candidate) this.gathered.push(candidate.candidate)
    }
    this.connection.onconnectionstatechange = () => {
      const { connectionState: state } = this.connection
      if (state === 'closed' || (state === 'failed' && !this.patient)) this.end(`the connection ${state}`)
    }
  }

  /** Our description, to be answered. */
  async offer(): Promise<Description> {
    this.open()
    await this.connection.setLocalDescription(await this.connection.createOffer())
    return this.describe()
  }

  /**
   * Our description in answer to theirs. We seek them only once they can have it: an engine that is found before it
   * knows by whom fails, or loses a second. Mostly they have found us by then.
   */
  async answer(offer: Description): Promise<Description> {
    await this.connection.setRemoteDescription({ type: 'offer', sdp: writeSdp({ ...offer, candidates: [] }) })
    setTimeout(() => void this.seek(offer.candidates), SEEK_MS)
    // Only now: one engine makes an offer of its own as soon as there is a channel.
    this.open()
    await this.connection.setLocalDescription(await this.connection.createAnswer())
    return this.describe()
  }

  /** Their answer to our description. */
  async accept(answer: Description): Promise<void> {
    await this.connection.setRemoteDescription({ type: 'answer', sdp: writeSdp(answer) })
  }

  /** One more channel, for what is said beside the frames. */
  beside(id: number): RTCDataChannel {
    return this.connection.createDataChannel('beside', { negotiated: true, id })
  }

  /** Both streams, once they are open; throws where they do not open in time. */
  async opened(ms = OPENING_MS): Promise<Readonly<Record<StreamName, Wire>>> {
    const wires = this.wires!
    this.patient = ms > OPENING_MS
    await within(ms, 'the other side could not be reached', (done, fail) => {
      this.whenOver = why => fail(new Error(why))
      if (this.over !== undefined) fail(new Error(this.over))
      const look = () => {
        if (wires.live.open && wires.bulk.open) done()
      }
      wires.live.onOpen(look)
      wires.bulk.onOpen(look)
      look()
    })
    this.patient = false
    return wires
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

  private async seek(candidates: readonly string[]): Promise<void> {
    for (const candidate of candidates) {
      if (this.over !== undefined) return
      // One that this engine cannot use is no harm to the others.
      await this.connection
        .addIceCandidate({ candidate: `candidate:${candidate}`, sdpMid: '0', sdpMLineIndex: 0 })
        .catch(() => {})
    }
  }

  private open(): void {
    const wire = (name: StreamName) =>
      new ChannelWire(
        this.connection.createDataChannel(name, { negotiated: true, id: CHANNELS[name] }),
        this.farewell,
      )
    this.wires = { live: wire('live'), bulk: wire('bulk') }
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
  private open = Object.keys(CHANNELS).length
  private begun = false

  constructor(whole: Channeled) {
    this.whole = whole
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
  private early: Uint8Array[] = []

  constructor(channel: RTCDataChannel, farewell: Farewell) {
    this.channel = channel
    this.farewell = farewell
    channel.binaryType = 'arraybuffer'
    channel.bufferedAmountLowThreshold = LOW_BYTES
    this.receive(chunk => {
      this.early.push(chunk)
      if (this.early.length > EARLY_CHUNKS) channel.close()
    })
  }

  get open(): boolean {
    return this.channel.readyState === 'open'
  }

  onOpen(listener: () => void): void {
    this.channel.onopen = listener
  }

  listen(listener: WireListener): void {
    const { channel, early } = this
    this.early = []
    for (const chunk of early) listener.chunk(chunk)
    this.receive(chunk => listener.chunk(chunk))
    channel.onbufferedamountlow = () => {
      listener.room()
      // What is left now is the last of a burst: it is heard of once more, when it is gone.
      const { bufferedAmount: left } = channel
      channel.bufferedAmountLowThreshold = left > 0 && left <= LOW_BYTES ? 0 : LOW_BYTES
    }
    channel.onclose = () => {
      this.farewell.closed()
      listener.closed()
    }
    if (!this.open) listener.closed()
  }

  send(chunk: Uint8Array): void {
    // What is closing takes nothing more, and says so by itself.
    if (!this.open) return
    try {
      this.channel.send(chunk as Uint8Array<ArrayBuffer>)
    } catch {
      // It is closing beneath us, and may not know yet; without this chunk nothing after it can be read.
      this.channel.close()
      return
    }
    if (this.channel.bufferedAmount > LOW_BYTES) this.channel.bufferedAmountLowThreshold = LOW_BYTES
  }

  waiting(): number {
    return this.open ? this.channel.bufferedAmount : 0
  }

  close(): void {
    this.farewell.begin()
    this.channel.close()
  }

  private receive(take: (chunk: Uint8Array) => void): void {
    this.channel.onmessage = ({ data }) => {
      // A text is nothing that we ever send.
      if (data instanceof ArrayBuffer) take(new Uint8Array(data))
      else this.channel.close()
    }
  }
}
