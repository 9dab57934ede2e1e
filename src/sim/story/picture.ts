// The demonstration on a terminal: lines of text, never wider than it, with marks for those who draw them.
import type { Stitch } from './sight.ts'
import type { Line, Stage } from './stage.ts'
import { clock, cut } from './words.ts'

/** How a line looks; what it says never hangs on that. */
export type Tone = 'plain' | 'strong' | 'quiet' | 'attention'

export interface Span {
  readonly text: string
  readonly tone: Tone
}

const STITCHES: { readonly [S in Stitch]: string } = { final: '┼', open: '│', missed: '╵', quiet: '─' }
const LEGEND = '┼ a final block  │ not final yet  ╵ missed turn  ─ quiet  ▸ made the newest'
const MARKS: { readonly [K in Line['kind']]: string } = { final: '┼', open: '│', scene: ' ', outside: ' ' }

const WIDEST = 100
/** Below these a screen leaves out what explains itself, or what is told elsewhere. */
const ROOMY_ROWS = 22
const ROOMY_COLUMNS = 70
const LEAST_TOLD = 3

const line = (text: string, tone: Tone = 'plain'): Span => ({ text, tone })
const GAP = line('')

/** The whole screen, for a terminal of so many columns and rows; never more of either. */
export function picture(stage: Stage, title: string, columns: number, rows: number): Span[] {
  const width = Math.min(columns, WIDEST)
  const roomy = rows >= ROOMY_ROWS
  const sight = stage.look()
  const weave = stage.weave(width).map(stitch => STITCHES[stitch])
  const scene = stage.lines.findLast(({ kind }) => kind === 'scene')
  const head = [line(sight.answer(), 'strong'), line(scene?.words ?? ''), GAP, line(weave.join(''))]
  if (roomy) head.push(line(LEGEND, 'quiet'))
  const end = [line(stage.figures(), 'quiet'), line(title, 'quiet')]
  const table = sight.rows().map(row => rowOf(row, width))
  const least = head.length + end.length + LEAST_TOLD + 3
  const places = rows >= least + table.length ? [GAP, ...table] : []
  const room = Math.max(1, rows - head.length - places.length - end.length - 2)
  const told = stage.lines
    .filter(({ kind }) => kind !== 'scene')
    .slice(-room)
    .map(({ slot, words, kind }) => line(`${clock(slot).padStart(5)} ${MARKS[kind]} ${words}`))
  // What is said stands still from the top; new lines come below until the room is full.
  while (told.length < room) told.push(GAP)
  const all = [...head, ...places, GAP, ...told, GAP, ...end]
  return all.slice(0, rows).map(({ text, tone }) => line(cut(text, width), tone))
}

function rowOf(row: ReturnType<ReturnType<Stage['look']>['rows']>[number], width: number): Span {
  const { label, duty, state, credits, open, asleep, attention, newest } = row
  const mark = attention ? '!' : newest ? '▸' : ' '
  const text = `${mark} ${label.padEnd(8)}${duty.padEnd(16)}${state.padEnd(28)}${credits.padStart(9)}`
  const wide = width >= ROOMY_COLUMNS && open ? `${text}  ${open.padStart(8)} open` : text
  return line(wide, attention ? 'attention' : asleep ? 'quiet' : 'plain')
}
