// The notebook's door: it is loaded when the first of it arrives, when some is on the disk, or when somebody looks.
import type { Bytes } from '../../bytes/bytes.ts'
import { frameOf, readFrame } from '../../mesh/frames/index.ts'
import type { Around } from '../notebook/around.ts'
import type { RunningNotebook } from '../notebook/running.ts'
import type { NameSight, NotebookSight, Writing, Written } from '../notebook/sight.ts'
import { NOTEBOOK_FORMAT_KEY } from '../storage/records.ts'

/** Frames that wait while it loads. */
const MOST_EARLY = 64

export interface PagesAround extends Omit<Around, 'send'> {
  /** On the bulk stream. */
  send(neighbour: string, frame: Bytes): void
  neighbours(): Iterable<{ readonly id: string }>
  /** Its store is of a version that this software cannot read. */
  refused(why: string): void
}

export class Pages {
  private readonly around: PagesAround
  private running: RunningNotebook | undefined
  private opening: Promise<RunningNotebook | undefined> | undefined
  private early: { readonly from: string; readonly bytes: Bytes }[] = []
  private closed = false

  constructor(around: PagesAround) {
    this.around = around
  }

  /** Where there was one before. */
  async start(): Promise<void> {
    if ((await this.around.disk.get(NOTEBOOK_FORMAT_KEY)) !== undefined) await this.open()
  }

  open(): Promise<RunningNotebook | undefined> {
    this.opening ??= this.load().catch(() => {
      // Without its code, or its disk, there is none; it is tried again.
      this.opening = undefined
      return undefined
    })
    return this.opening
  }

  private async load(): Promise<RunningNotebook | undefined> {
    const { RunningNotebook } = await import('../notebook/running.ts')
    const { around } = this
    const opened = await RunningNotebook.open({
      ...around,
      send: (to, body) => around.send(to, frameOf({ kind: 'notebook', body })),
    })
    if ('refused' in opened) {
      around.refused(opened.refused)
      return undefined
    }
    if (this.closed) return undefined
    this.running = opened
    for (const { id } of around.neighbours()) opened.joined(id)
    for (const { from, bytes } of this.early.splice(0)) opened.hear(from, bytes)
    opened.readSoon()
    return opened
  }

  joined(neighbour: string): void {
    this.running?.joined(neighbour)
  }

  left(neighbour: string): void {
    this.running?.left(neighbour)
  }

  frame(from: string, frame: Bytes): void {
    const read = readFrame(frame)
    const told = typeof read === 'string' ? undefined : read[0]
    if (told?.kind !== 'notebook') {
      this.around.blame(from, 'notebook/form')
      return
    }
    if (this.running) this.running.hear(from, told.body)
    else {
      if (this.early.length < MOST_EARLY) this.early.push({ from, bytes: told.body })
      void this.open()
    }
  }

  unsent(neighbour: string, bytes: number): void {
    this.running?.drained(neighbour, bytes)
  }

  time(): void {
    this.running?.time()
  }

  looked(): void {
    if (this.running) this.running.readSoon()
  }

  sight(): NotebookSight | null {
    return this.running?.sight() ?? null
  }

  names(): readonly NameSight[] {
    return this.running?.names() ?? []
  }

  async write(writing: Writing): Promise<Written> {
    const running = await this.open()
    return running ? running.write(writing) : { ok: false, code: 'notebook/version' }
  }

  async close(): Promise<void> {
    this.closed = true
    await this.running?.close()
  }
}
