// The feeder's sketch, put together from everybody's pages.
import type { PageSight, PieceSight } from '../../peer/api.ts'

/** What positions are given in. */
export const BOARD = { width: 1000, height: 640 }
/** From the edge: a point's name stands below it. */
const MARGIN = { x: 80, top: 48, bottom: 88 }
const COLUMNS = 4

export type Bus = Extract<PieceSight, { kind: 'bus' }> & { readonly account: string }
export type Line = Extract<PieceSight, { kind: 'line' }> & { readonly account: string }

/** All that can be shown: of two of one id the first account's, and no line to a point that is not there. */
export function drawn(pages: readonly PageSight[]): {
  readonly buses: readonly Bus[]
  readonly lines: readonly Line[]
} {
  const buses = new Map<string, Bus>()
  const lines = new Map<string, Line>()
  for (const { account, sketch } of [...pages].sort((a, b) => (a.account < b.account ? -1 : 1)))
    for (const piece of sketch) {
      if (piece.kind === 'bus' && !buses.has(piece.id))
        buses.set(piece.id, { ...piece, account, ...within(piece.x, piece.y) })
      else if (piece.kind === 'line' && !lines.has(piece.id)) lines.set(piece.id, { ...piece, account })
    }
  const isWhole = ({ from, to }: Line) => from !== to && buses.has(from) && buses.has(to)
  return { buses: [...buses.values()], lines: [...lines.values()].filter(isWhole) }
}

const bounded = (value: number, least: number, most: number) =>
  Math.round(Math.min(most, Math.max(least, value)))

/** The nearest place on the board. */
export const within = (x: number, y: number): { readonly x: number; readonly y: number } => ({
  x: bounded(x, MARGIN.x, BOARD.width - MARGIN.x),
  y: bounded(y, MARGIN.top, BOARD.height - MARGIN.bottom),
})

/** Where nothing stands yet, row by row; beyond that on top of the first. */
export function freePlace(buses: readonly Bus[]): { readonly x: number; readonly y: number } {
  const apart = BOARD.width / COLUMNS
  for (let i = 0; i < COLUMNS * COLUMNS; i++) {
    const place = within((0.5 + (i % COLUMNS)) * apart, 100 + Math.floor(i / COLUMNS) * 150)
    const isTaken = buses.some(({ x, y }) => Math.abs(x - place.x) < 100 && Math.abs(y - place.y) < 80)
    if (!isTaken) return place
  }
  return within(0, 0)
}
