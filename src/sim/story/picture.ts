// The demonstration on a terminal: lines of text, never wider than it, with marks for those who draw them.
import type { Stage, Stitch } from './stage.ts'
import { clock, cut } from './words.ts'

/** How a line looks; what it says never hangs on that. */
export type Tone = 'plain' | 'strong' | 'quiet' | 'attention'

export interface Span {
  readonly text: string
  readonly tone: Tone
}

const STITCHES: { readonly [S in Stitch]: string } = { woven: '┼', open: '│', quiet: '─' }
const LEGEND = '┼ a block that all here have   │ one that some still lack   ─ a quiet second'

const WIDEST = 100
/** Below these a screen leaves out what explains itself, or what is told elsewhere. */
const ROOMY_ROWS = 22
const LEAST_TOLD = 3

const line = (text: string, tone: Tone = 'plain'): Span => ({ text, tone })
const GAP = line('')

/** The whole screen, for a terminal of so many columns and rows; never more of either. */
export function picture(stage: Stage, title: string, columns: number, rows: number): Span[] {
  const width = Math.min(columns, WIDEST)
  const roomy = rows >= ROOMY_ROWS
  const weave = stage.weave(width).map(stitch => STITCHES[stitch])
  const head = [line(stage.answer(), 'strong'), GAP, line(weave.join(''))]
  if (roomy) head.push(line(LEGEND, 'quiet'))
  const end = [line(stage.figures(), 'quiet'), line(title, 'quiet')]
  const least = head.length + end.length + LEAST_TOLD + 3
  const places = rows >= least + stage.rows().length ? [GAP, ...table(stage, width)] : []
  const room = Math.max(1, rows - head.length - places.length - end.length - 2)
  const told = stage.lines.slice(-room).map(({ slot, words }) => line(`${clock(slot).padStart(5)}  ${words}`))
  // What is said stands still from the top; new lines come below until the room is full.
  while (told.length < room) told.push(GAP)
  const all = [...head, ...places, GAP, ...told, GAP, ...end]
  return all.slice(0, rows).map(({ text, tone }) => line(cut(text, width), tone))
}

function table(stage: Stage, width: number): Span[] {
  const wide = width >= 70
  return stage.rows().map(({ label, part, state, credits, attention }) => {
    const mark = attention ? '!' : ' '
    const text = `${mark} ${label.padEnd(8)}${state.padEnd(34)}${credits.padStart(10)}`
    return line(wide && part ? `${text}   ${part}` : text, attention ? 'attention' : 'plain')
  })
}
