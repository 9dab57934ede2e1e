// What both ways are measured by: items say when they were sent, and are counted where they arrive. The pages' clocks
// are one machine's.

/** As many as are counted one by one. */
const STAMP = 8

export const clock = (): number => performance.timeOrigin + performance.now()

/** An item of so many bytes, or several in one, that says when it was sent. Nobody could make it smaller. */
export function stamped(length: number): Uint8Array {
  const bytes = crypto.getRandomValues(new Uint8Array(length))
  new DataView(bytes.buffer).setFloat64(0, clock())
  return bytes
}

export class Count {
  got = 0
  late = 0
  private readonly lateMs: number

  /** `lateMs`: as long as an item may take. */
  constructor(lateMs: number) {
    this.lateMs = lateMs
  }

  take(bytes: Uint8Array, items: number): void {
    this.got += items
    const { buffer, byteOffset } = bytes
    const sentAt = new DataView(buffer, byteOffset, STAMP).getFloat64(0)
    if (clock() - sentAt > this.lateMs) this.late += items
  }
}

/** So many a second for so long, a tick at a time; how many a second they came to be. */
export async function pace(
  perSecond: number,
  seconds: number,
  tickMs: number,
  send: (count: number) => void,
): Promise<{ readonly sent: number; readonly perSecond: number }> {
  const begin = performance.now()
  const all = Math.round(perSecond * seconds)
  let sent = 0
  while (sent < all) {
    const due = Math.min(all, Math.floor(((performance.now() - begin) * perSecond) / 1000))
    if (due > sent) send(due - sent)
    sent = due
    await new Promise(done => setTimeout(done, tickMs))
  }
  return { sent, perSecond: (sent * 1000) / (performance.now() - begin) }
}
