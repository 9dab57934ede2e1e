// A disk whose program ends at a write: that one is made or not, and nobody ever hears of it.
import type { Disk } from './disk.ts'
import { PowerLost } from './memory.ts'

export function failing(disk: Disk, after: number, made: boolean): Disk {
  let left = after
  const alive = () => {
    if (left <= 0) throw new PowerLost()
  }
  return {
    async get(key) {
      alive()
      return disk.get(key)
    },
    async range(prefix, stretch) {
      alive()
      return disk.range(prefix, stretch)
    },
    async write(batch, durability) {
      alive()
      left -= 1
      if (left > 0 || made) await disk.write(batch, durability)
      alive()
    },
    close: () => disk.close(),
  }
}
