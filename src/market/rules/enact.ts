// What a vote brings about: whether a change makes sense, asked when it is proposed and again when it has passed,
// and making it.
import { tryDecode } from '../../bytes/codec.ts'
import { sha256 } from '../../bytes/hash.ts'
import { add } from '../../bytes/integer.ts'
import { type Refusal, refuse } from '../../chain/codes.ts'
import { announceRules, paramsOf, rulesOf, setParams } from '../../chain/kernel/rules.ts'
import type { Context, Module } from '../../chain/module.ts'
import type { Reading } from '../../chain/store.ts'
import type { Change } from './change.ts'
import { announced, changed } from './events.ts'
import { rulesParams } from './params.ts'

/** A change that makes sense, ready to be made. */
type Ready =
  | { readonly version: number; readonly height: number }
  | { readonly module: Module; readonly value: unknown }

function ready(state: Reading, modules: readonly Module[], change: Change): Ready | Refusal {
  if (change.kind === 'version') {
    const { version } = rulesOf(state)
    if (change.version <= version) return refuse('rules/not-newer', change.version, version)
    return { version: change.version, height: change.height }
  }
  const module = modules.find(({ name }) => name === change.module)
  if (!module) return refuse('rules/no-module')
  const read = tryDecode<unknown>(module.params, change.params)
  if ('error' in read) return refuse('rules/form', read.error.at)
  if (module.checkParams?.(read.value, paramsOf(state, module)) !== undefined) return refuse('rules/nonsense')
  return { module, value: read.value }
}

/** Why the change cannot be made, if so. */
export function refusalOf(state: Reading, modules: readonly Module[], change: Change): Refusal | undefined {
  const result = ready(state, modules, change)
  return 'code' in result ? result : undefined
}

/** Makes the change; false where it makes no sense any more. */
export function enact(context: Context, modules: readonly Module[], change: Change): boolean {
  const result = ready(context, modules, change)
  if ('code' in result) return false
  if ('module' in result) {
    setParams(context, result.module, result.value)
    if (change.kind === 'parameters')
      context.emit(changed, { module: change.module, params: sha256(change.params) })
    return true
  }
  const soonest = add(context.height, context.params(rulesParams).noticeBlocks)
  const height = result.height > soonest ? result.height : soonest
  announceRules(context, result.version, height)
  context.emit(announced, { version: result.version, height })
  return true
}
