// Garbage is collected now: so that what is measured next neither pays for what came before it nor counts it.
import v8 from 'node:v8'
import vm from 'node:vm'

v8.setFlagsFromString('--expose-gc')
const gc = vm.runInNewContext('gc') as () => void

/** Twice, for what a finalizer lets go of is found the second time. */
export function collect(): void {
  gc()
  gc()
}
