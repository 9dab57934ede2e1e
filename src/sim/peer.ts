// A peer of the world: a place with a disk and power, in which one life follows the other.
import type { Bytes } from '../bytes/bytes.ts'
import type { Code } from '../chain/codes.ts'
import { MemoryDisk, PowerLost } from '../peer/storage/memory.ts'
import { Life, type Surroundings } from './life.ts'
import type { Random } from './random.ts'

export class Peer {
  readonly around: Surroundings
  life: Life | undefined
  /** How often it began to live, and how much its disk could not give back. */
  starts = 0
  dropped = 0
  /** Milliseconds by which its clock is wrong. */
  skewMs = 0
  private readonly random: Random
  private disk = new MemoryDisk()
  private backup = this.disk.copy()

  constructor(around: Surroundings, random: Random) {
    this.around = around
    this.random = random
  }

  get up(): boolean {
    return this.life !== undefined
  }

  async start(): Promise<void> {
    if (this.life) return
    const life = await Life.begin(this.around, this.disk)
    if ('refused' in life) throw new Error(`peer ${this.around.index} cannot start: ${life.refused}`)
    this.life = life
    this.starts += 1
    this.dropped += life.opened.dropped.length
  }

  receive(from: number, frame: Bytes): Promise<void> {
    return this.powered(life => life.receive(from, frame))
  }

  onSlot(): Promise<void> {
    return this.powered(life => life.onSlot())
  }

  async submit(wire: Bytes): Promise<Code | 'down' | undefined> {
    let code: Code | undefined = 'down'
    await this.powered(async life => {
      code = await life.submit(wire)
    })
    return code
  }

  private async powered(run: (life: Life) => Promise<void>): Promise<void> {
    if (!this.life) return
    try {
      await run(this.life)
    } catch (error) {
      if (!(error instanceof PowerLost)) throw error
      this.crash()
    }
  }

  /** The power fails now: some of what was written last may be gone. */
  crash(): void {
    this.life = undefined
    this.disk = this.disk.crash(this.random.draw(this.disk.atRisk + 1))
  }

  /** The power will fail after so many writes, in the midst of whatever makes them. */
  crashSoon(writes: number): void {
    if (this.life) this.disk.failAfter(writes)
  }

  /** The power will not fail after all. */
  steady(): void {
    if (this.life) this.disk.failAfter(Number.POSITIVE_INFINITY)
  }

  /** Ends in good order: what was written stays. */
  stop(): void {
    this.life = undefined
    this.disk = this.disk.copy()
  }

  /** The disk is lost and replaced by an empty one. */
  wipe(): void {
    this.stop()
    this.disk = new MemoryDisk()
  }

  /** Somebody makes a backup, */
  keepBackup(): void {
    this.backup = this.disk.copy()
  }

  /** and puts it back later. */
  restoreBackup(): void {
    this.stop()
    this.disk = this.backup.copy()
  }

  /** A copy of its disk, to look at. */
  image(): MemoryDisk {
    return this.disk.copy()
  }
}
