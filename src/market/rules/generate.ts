// Random commands that should succeed, for the simulator.
import type { Deed, Draw, Scene } from '../../chain/module.ts'

export function generate(_scene: Scene, _draw: Draw): Deed | undefined {
  return undefined
}
