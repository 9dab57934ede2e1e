// Numbers and times as people write them.

const SMALL = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

export const inWords = (count: number): string => SMALL[count] ?? String(count)

export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

export const many = (count: number, one: string, more = `${one}s`): string =>
  `${inWords(count)} ${count === 1 ? one : more}`

/** One, two and three. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? 'nobody') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** Micro-credits as money. */
export function money(micro: number): string {
  const cents = Math.floor(Math.abs(micro) / 10_000)
  const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${micro < 0 ? '−' : ''}€${whole}.${String(cents % 100).padStart(2, '0')}`
}

/** Slots of one second as minutes and seconds. */
export const clock = (slot: number): string =>
  `${Math.floor(slot / 60)}:${String(slot % 60).padStart(2, '0')}`

/** When it was, and in which block it stands. */
export const stamp = (slot: number, block: number | undefined): string =>
  `${clock(slot).padStart(5)}  ${(block === undefined ? '' : `block ${block}`).padEnd(10)}`

/** Cut to a width, with a sign that something is missing. */
export const cut = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
