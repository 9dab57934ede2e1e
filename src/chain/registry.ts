// The registry: which modules a version of the rules consists of. The kernel's own hooks stand beside them.
import type { Bytes } from '../bytes/bytes.ts'
import { FormError, tryDecode } from '../bytes/codec.ts'
import { BLOCK_CODES, KERNEL_CODES, type KernelCode, POOL_CODES, type Refusal } from './codes.ts'
import type { Membership } from './consensus/membership.ts'
import { elections, eras, revealed, sets, standing, tail } from './consensus/records.ts'
import type { Genesis } from './genesis.ts'
import { agreementExpiry } from './kernel/agreements.ts'
import {
  accounts,
  agreements,
  KERNEL,
  owners,
  params,
  progress,
  rules,
  schedule,
  tokens,
} from './kernel/records.ts'
import { tokenExpiry } from './kernel/tokens.ts'
import type { Command, DueHook, Module } from './module.ts'
import type { Table } from './table.ts'
import type { Intent } from './transaction.ts'

export interface Registry {
  /** In ascending order of their ids, which is the order of their hooks. */
  readonly modules: readonly Module[]
  module(name: string): Module | undefined
  hook(module: number, id: number): { module: Module | undefined; hook: DueHook } | undefined
  readonly tables: readonly Table<any, any>[]
  /** The module that elects delegates, and how members weigh; undefined where no module says. */
  readonly elector: Module | undefined
  readonly membership: Membership | undefined
  /** Every code that this version can give, with what it means. */
  readonly codes: { readonly [code: string]: string }
}

/** The rules that this client holds: its current version, the next, and those before, as far back as it replays. */
export type RuleBook = ReadonlyMap<number, Registry>

const KERNEL_TABLES: readonly Table<any, any>[] = [
  ...[accounts, owners, tokens, agreements, params, rules, schedule, progress],
  ...[standing, sets, tail, revealed, elections, eras],
]
const KERNEL_HOOKS = [tokenExpiry, agreementExpiry]

/** Puts modules together, and refuses what would make two of them one. */
export function registry(...given: readonly Module[]): Registry {
  const modules = [...given].sort((a, b) => a.id - b.id)
  const byName = new Map<string, Module>()
  const hooks = new Map<number, { module: Module | undefined; hook: DueHook }>()
  const tables: Table<any, any>[] = [...KERNEL_TABLES]
  const codes: Record<string, string> = { ...KERNEL_CODES, ...BLOCK_CODES, ...POOL_CODES }
  for (const hook of KERNEL_HOOKS) hooks.set(hook.id, { module: undefined, hook })
  const ids = new Set<number>([KERNEL])
  for (const module of modules) {
    if (ids.has(module.id)) throw new TypeError(`two modules have the id ${module.id}`)
    if (byName.has(module.name)) throw new TypeError(`two modules are named ${module.name}`)
    ids.add(module.id)
    byName.set(module.name, module)
    for (const hook of module.hooks?.due ?? []) {
      const place = module.id * 256 + hook.id
      if (hook.module !== module.id || hooks.has(place))
        throw new TypeError(`the hook ${hook.name} of ${module.name} has another's place`)
      hooks.set(place, { module, hook })
    }
    for (const each of module.tables) {
      if (
        each.module !== module.id ||
        tables.some(other => other.module === each.module && other.id === each.id)
      )
        throw new TypeError(`the table ${each.name} of ${module.name} has another's place`)
      tables.push(each)
    }
    for (const [code, meaning] of module.codes ? codesOf(module) : []) {
      if (!code.startsWith(`${module.name}/`))
        throw new TypeError(`the code ${code} does not begin with ${module.name}/`)
      codes[code] = meaning
    }
  }
  return {
    modules,
    module: name => byName.get(name),
    hook: (module, id) => hooks.get(module * 256 + id),
    tables,
    elector: only(modules, 'elect'),
    membership: only(modules, 'membership')?.membership,
    codes,
  }
}

/** The one module that has this part; two would contradict each other. */
function only(modules: readonly Module[], part: 'elect' | 'membership'): Module | undefined {
  const having = modules.filter(module => module[part] !== undefined)
  if (having.length > 1) throw new TypeError(`two modules have a part called ${part}`)
  return having[0]
}

const codesOf = (module: Module): [string, string][] =>
  (Reflect.ownKeys(module.codes) as string[]).map(code => [code, module.codes[code]!])

/** A command with its parameters read, ready to be admitted and executed. */
export interface Prepared {
  readonly command: Command<any>
  readonly params: any
  readonly work: number
}

/** The command that a transaction names, if this version of the rules has it. */
export function commandOf(
  registry: Registry,
  intent: Pick<Intent, 'module' | 'command'>,
): Command<any> | undefined {
  const module = registry.module(intent.module)
  // Own properties only: no command is called `constructor`.
  return module && Object.hasOwn(module.commands, intent.command)
    ? module.commands[intent.command]
    : undefined
}

/** Finds the command and reads its parameters, or says why it cannot stand in a block. Needs no state. */
export function prepare(
  registry: Registry,
  genesis: Genesis,
  intent: Pick<Intent, 'module' | 'command' | 'params'>,
): Prepared | KernelCode | Refusal {
  const command = commandOf(registry, intent)
  if (!command) return 'kernel/command'
  const read = readParams(command, intent.params)
  if (read instanceof FormError) return 'kernel/form'
  try {
    const refusal = command.check?.(read.params, genesis)
    if (refusal) return refusal
    const work = command.work(read.params, genesis)
    return Number.isSafeInteger(work) && work >= 0 ? { command, params: read.params, work } : 'kernel/fault'
  } catch {
    return 'kernel/fault'
  }
}

function readParams(command: Command<unknown>, bytes: Bytes): { params: unknown } | FormError {
  const result = tryDecode(command.params, bytes)
  return 'error' in result ? result.error : { params: result.value }
}
