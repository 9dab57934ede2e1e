// Transfers that were signed beforehand, handed to pages at a steady pace.
import type { Tab } from './tab.ts'
import type { Town } from './town.ts'

/** How often a page hands some on. */
const EVERY_MS = 20

/** Wires one after the other, each behind its length in two bytes. */
function packed(wires: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(wires.reduce((sum, { length }) => sum + 2 + length, 0))
  const view = new DataView(whole.buffer)
  let at = 0
  for (const wire of wires) {
    view.setUint16(at, wire.length)
    whole.set(wire, at + 2)
    at += 2 + wire.length
  }
  return whole
}

/** Every account always sends from one tab. Resolves once all tabs have their part, and begin together. */
export async function pour(
  town: Town,
  tabs: readonly Tab[],
  perSecond: number,
  seconds: number,
): Promise<{ readonly sent: number; readonly beginMs: number }> {
  const wires = await town.community.transfers(perSecond * seconds)
  const beginMs = Date.now() + 1500
  await Promise.all(
    tabs.map((tab, i) => {
      const path = `/load/${tab.name}`
      town.site.lay(path, packed(wires.filter((_, at) => at % tabs.length === i)))
      return tab.run(pourHere, [path, perSecond / tabs.length, beginMs, EVERY_MS] as const)
    }),
  )
  return { sent: wires.length, beginMs }
}

// What follows runs in a page, as text.

async function pourHere(
  peer: { pass(wires: readonly Uint8Array[]): Promise<number> },
  [path, perSecond, beginMs, everyMs]: readonly [string, number, number, number],
): Promise<void> {
  const bytes = new Uint8Array(await (await fetch(path)).arrayBuffer())
  const view = new DataView(bytes.buffer)
  const wires: Uint8Array[] = []
  for (let at = 0; at < bytes.length; ) {
    const length = view.getUint16(at)
    wires.push(bytes.slice(at + 2, at + 2 + length))
    at += 2 + length
  }
  let sent = 0
  const timer = setInterval(() => {
    const due = Math.min(wires.length, Math.floor(((Date.now() - beginMs) * perSecond) / 1000))
    if (due <= sent) return
    void peer.pass(wires.slice(sent, due))
    sent = due
    if (sent === wires.length) clearInterval(timer)
  }, everyMs)
}
