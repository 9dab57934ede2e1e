// `wattle demo`: a small community at work in the terminal, a block a second.
import { parseArgs } from 'node:util'
import { ed25519 } from '../../src/sim/signing.ts'
import { picture, type Span, type Tone } from '../../src/sim/story/picture.ts'
import { type Line, Stage } from '../../src/sim/story/stage.ts'
import { clock, stamp } from '../../src/sim/story/words.ts'
import { type Io, realIo, UsageError } from './io.ts'

const HELP = `wattle demo [--minutes N | --seconds N] [--seed S] [--fast]

Eight places in a lane keep one ledger: the real one, with real signatures, on a network that is simulated here.
They pay each other, admit a newcomer and elect delegates, through a storm that cuts the lane in two, a night in
which too few are awake, and a delegate that cheats. A round takes two minutes. Ctrl-C ends it.

  --minutes N, --seconds N   end by itself
  --seed S                   another course of events; the same seed gives the same one
  --fast                     as fast as this machine can

On a terminal it draws a screen, else it writes a line for each thing once it is final.`

/** How often the screen is drawn, and how far a sleeping machine's clock may run ahead in one step. */
const FRAME_MS = 200
const LONGEST_STEP_MS = 2000
/** How long a block takes to everybody. */
const ARRIVAL_MS = 400
/** With --fast so much virtual time goes by between two looks at the keyboard. */
const FAST_STEP_MS = 1000

interface Options {
  readonly seconds: number
  readonly seed: number
  readonly fast: boolean
}

export async function demo(args: string[], io: Io): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    io.out(HELP)
    return 0
  }
  const options = readOptions(args)
  const screen = io === realIo && process.stdout.isTTY ? new Screen(process.stdout) : undefined
  const say = ({ slot, block, words }: Line) => io.out(`${stamp(slot, block)}${words}`)
  const stage = Stage.begin(options.seed, ed25519, screen ? undefined : say)
  const interrupted = onInterrupt()
  if (screen) screen.open()
  else
    io.out(
      'Eight places in a lane keep one ledger. Four of them are delegates and take turns to make its blocks.',
    )
  try {
    const end = await play(stage, options, interrupted, () => screen?.draw(stage, titleOf(options, stage)))
    // The last block still reaches everybody.
    stage.play(end + ARRIVAL_MS)
  } finally {
    screen?.close()
    interrupted.forget()
  }
  io.out(`${stage.look().answer()} ${stage.figures()}.`)
  io.out('That was a simulation in memory: nothing is kept, and no money was real.')
  return stage.world.checks.violations.length > 0 ? 1 : 0
}

const titleOf = ({ seed }: Options, stage: Stage) =>
  `The lane, ${clock(stage.world.slot)} · seed ${seed} · simulated · Ctrl-C ends it`

function readOptions(args: string[]): Options {
  const text = { type: 'string' as const }
  const options = { minutes: text, seconds: text, seed: text, fast: { type: 'boolean' as const } }
  let values: { minutes?: string; seconds?: string; seed?: string; fast?: boolean }
  try {
    values = parseArgs({ args, options, allowPositionals: false }).values
  } catch (error) {
    throw new UsageError(
      `${(error as Error).message.split('. ')[0]}; \`wattle demo --help\` says what it takes`,
    )
  }
  const amount = (name: 'minutes' | 'seconds' | 'seed', otherwise: number): number => {
    const given = values[name]
    if (given === undefined) return otherwise
    if (!/^\d{1,9}$/.test(given))
      throw new UsageError(`--${name} takes a whole number, and was given ${given}`)
    return Number(given)
  }
  if (values.minutes !== undefined && values.seconds !== undefined)
    throw new UsageError('either --minutes or --seconds')
  const endless = Number.POSITIVE_INFINITY
  const seconds = values.minutes === undefined ? amount('seconds', endless) : amount('minutes', 0) * 60
  const fast = values.fast === true
  if (fast && seconds === endless) throw new UsageError('--fast needs an end: --minutes or --seconds')
  return { seconds, seed: amount('seed', 7), fast }
}

interface Interrupt {
  readonly happened: () => boolean
  /** Resolves after a while, or at once when somebody interrupts. */
  wait(ms: number): Promise<void>
  forget(): void
}

function onInterrupt(): Interrupt {
  let over = false
  let wake = () => {}
  const end = () => {
    over = true
    wake()
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
  return {
    happened: () => over,
    wait: ms =>
      new Promise(resolve => {
        const timer = setTimeout(resolve, over ? 0 : ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
    forget() {
      process.off('SIGINT', end)
      process.off('SIGTERM', end)
    },
  }
}

/** Lets virtual time follow the real one, or run ahead of it. */
async function play(stage: Stage, options: Options, interrupt: Interrupt, draw: () => void): Promise<number> {
  const endMs = options.seconds * 1000
  let virtual = 0
  let real = performance.now()
  while (virtual < endMs && !interrupt.happened()) {
    const now = performance.now()
    virtual = Math.min(endMs, virtual + (options.fast ? FAST_STEP_MS : Math.min(now - real, LONGEST_STEP_MS)))
    real = now
    stage.play(virtual)
    draw()
    await interrupt.wait(options.fast ? 0 : FRAME_MS)
  }
  return virtual
}

const ESC = '\x1b['
const TONES: { readonly [T in Tone]: string } = { plain: '', strong: '1', quiet: '2', attention: '33' }

/** A screen of its own, as an editor has: what was on the terminal before comes back after. */
class Screen {
  private readonly out: NodeJS.WriteStream
  private readonly colours: boolean

  constructor(out: NodeJS.WriteStream) {
    this.out = out
    this.colours = !process.env.NO_COLOR
  }

  open(): void {
    this.out.write(`${ESC}?1049h${ESC}?25l${ESC}2J`)
  }

  close(): void {
    this.out.write(`${ESC}?25h${ESC}?1049l`)
  }

  draw(stage: Stage, title: string): void {
    const lines = picture(stage, title, this.out.columns || 80, this.out.rows || 24)
    const shown = lines.map(span => `${this.toned(span)}${ESC}K`).join('\r\n')
    this.out.write(`${ESC}H${shown}${ESC}J`)
  }

  private toned({ text, tone }: Span): string {
    // Weight is no colour, so NO_COLOR leaves it.
    const code = tone === 'attention' && !this.colours ? '' : TONES[tone]
    return code ? `${ESC}${code}m${text}${ESC}0m` : text
  }
}
