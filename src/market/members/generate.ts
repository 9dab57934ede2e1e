// A random command that should succeed, for the simulator. Applications of guests are the simulator's own: only it
// holds the private half of a token.
import type { Deed, Draw, Scene } from '../../chain/module.ts'
import { deviceKinds } from './random/devices.ts'
import { recoveryKinds } from './random/recovery.ts'
import { standingKinds } from './random/standing.ts'

const kinds = [...standingKinds, ...deviceKinds, ...recoveryKinds]

export function generate(scene: Scene, draw: Draw): Deed | undefined {
  const start = draw(kinds.length)
  for (let i = 0; i < kinds.length; i++) {
    const deed = kinds[(start + i) % kinds.length]!(scene, draw)
    if (deed) return deed
  }
  return undefined
}
