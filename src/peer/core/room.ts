// The place where things are kept, as the platform has it.
import type { Status } from '../api.ts'
import type { Platform } from './platform.ts'

export interface Room {
  readonly kind: Status['store']['kind']
  estimate(): Promise<{ readonly usedBytes: number | null; readonly quotaBytes: number | null }>
  persisted(): Promise<boolean | null>
  persist(): Promise<boolean>
}

/** Figures of the platform are asked for no more often than this. */
const EVERY_MS = 30_000

export class RoomLook {
  private readonly room: Room
  private readonly platform: Platform
  private asked = Number.NEGATIVE_INFINITY
  private seen: Pick<Status['store'], 'usedBytes' | 'quotaBytes' | 'persisted'> = {
    ...{ usedBytes: null, quotaBytes: null, persisted: null },
  }

  constructor(room: Room, platform: Platform) {
    this.room = room
    this.platform = platform
  }

  get sight() {
    return { kind: this.room.kind, ...this.seen }
  }

  look(): void {
    const now = this.platform.steady()
    if (now - this.asked < EVERY_MS) return
    this.asked = now
    void Promise.all([this.room.estimate(), this.room.persisted()])
      .then(([estimate, persisted]) => {
        this.seen = { ...estimate, persisted }
      })
      .catch(() => {})
  }

  persist(): Promise<boolean> {
    this.asked = Number.NEGATIVE_INFINITY
    return this.room.persist()
  }
}
