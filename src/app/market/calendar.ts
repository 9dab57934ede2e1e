// Delivery intervals as people call them: by the time that energy flows.
import type { CommunitySight } from '../../peer/api.ts'

export type Calendar = Pick<CommunitySight, 'startMs' | 'slotMs' | 'intervalSlots' | 'intervalMinutes'>

const MINUTE_MS = 60_000

/** The interval that a slot is in. */
export const intervalAt = ({ intervalSlots }: Calendar, slot: number): number =>
  Math.floor(slot / intervalSlots)

/** When an interval begins, by its name: a community may let its intervals pass faster than they are called. */
export function nameMs({ startMs, intervalMinutes }: Calendar, interval: number): number {
  const ms = intervalMinutes * MINUTE_MS
  return (Math.ceil(startMs / ms) + interval) * ms
}

/** Whether a time is at so many hours, or a multiple of them, where the reader lives. */
export function isHour(ms: number, hours: number): boolean {
  const time = new Date(ms)
  return time.getMinutes() === 0 && time.getHours() % hours === 0
}

export interface Gates {
  readonly gateSlots: number
  readonly aheadIntervals: number
}

/** The intervals for which orders are taken in this slot. */
export function openIntervals(calendar: Calendar, { gateSlots, aheadIntervals }: Gates, slot: number) {
  return {
    first: intervalAt(calendar, slot + gateSlots) + 1,
    last: intervalAt(calendar, slot) + aheadIntervals,
  }
}

/** The last slots before an interval in which its book takes no more orders begin here. */
export const gateSlot = ({ intervalSlots }: Calendar, { gateSlots }: Gates, interval: number): number =>
  interval * intervalSlots - gateSlots

/** A time of delivery, or the span of several in a row. */
export const spanOf = (
  time: (interval: number) => string,
  { interval, length }: { readonly interval: number; readonly length: number },
): string => (length === 1 ? time(interval) : `${time(interval)} – ${time(interval + length)}`)
