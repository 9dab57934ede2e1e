// The reference part of docs/protocol.md, written from the code: modules with their commands, parameters and events,
// the records of the state, and every code. `node tools/run.mjs tools/reference.ts` writes it; a test compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BLOCK_CODES, KERNEL_CODES, POOL_CODES } from '../src/chain/codes.ts'
import { hookFault } from '../src/chain/context.ts'
import { kernelQueries } from '../src/chain/kernel/queries.ts'
import type { EventType, Module } from '../src/chain/module.ts'
import type { Queries } from '../src/chain/query.ts'
import { registry } from '../src/chain/registry.ts'
import type { Table } from '../src/chain/table.ts'
import { version1 } from '../src/market/registry.ts'

const FILE = join(process.cwd(), 'docs/protocol.md')
const BEGIN = '<!-- From here on this page is written by tools/reference.ts. -->\n'

const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``

function rows(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')
}

function moduleSection(module: Module): string {
  const commands = Object.entries(module.commands).map(([name, command]) => [
    code(name),
    command.scope + (command.batched ? ', batched' : '') + (command.token ? ', guests' : ''),
    code(command.params.form),
  ])
  const due = (module.hooks?.due ?? []).map(hook => `${hook.id} ${code(hook.name)}`)
  return [
    `### ${module.name} (module ${module.id})`,
    `Parameters: ${code(module.params.form)}`,
    `Beginnings: ${code(module.genesis.form)}`,
    rows(['command', 'scope', 'parameters'], commands),
    ...queryRows(module.queries),
    ...(due.length > 0 ? [`Scheduled hooks: ${due.join(', ')}.`] : []),
    ...(module.events.length > 0 ? [eventRows(module.events)] : []),
    `Invariants: ${module.invariants.map(invariant => invariant.name).join('; ')}.`,
  ].join('\n\n')
}

const eventRows = (events: readonly EventType<any>[]) =>
  rows(
    ['event', 'data'],
    events.map(event => [code(event.name), code(event.data.form)]),
  )

function queryRows(queries: Queries): string[] {
  const all = Object.entries(queries).map(([name, query]) => [
    code(name),
    code(query.params.form),
    code(query.answer.form),
  ])
  return all.length > 0 ? [rows(['query', 'asked with', 'answer'], all)] : []
}

const tableRow = (table: Table<any, any>) => [
  `${table.module}.${table.id}`,
  table.name,
  table.keyForm.join(', ') || 'none',
  code(table.value.form),
  table.life,
]

function codeRows(codes: Readonly<Record<string, string>>): string {
  return rows(
    ['code', 'meaning'],
    Object.entries(codes).map(([name, meaning]) => [code(name), meaning]),
  )
}

/** The reference as the code has it. */
export function reference(): string {
  const { tables } = registry(...version1)
  return [
    '## Modules',
    `A form in brackets is a record: an array of its fields in this order. The kernel itself is module 0; its one event is ${code(hookFault.name)}: ${code(hookFault.data.form)}.`,
    ...queryRows(kernelQueries),
    ...version1.map(moduleSection),
    '## Records',
    'Every table of the state: module and table byte, the further parts of its keys, its record, and when a record ends.',
    rows(['bytes', 'table', 'key', 'record', 'end of life'], tables.map(tableRow)),
    '## Codes',
    'Of transactions, by the kernel:',
    codeRows(KERNEL_CODES),
    'Of transactions, by modules:',
    codeRows(Object.assign({}, ...version1.map(module => module.codes))),
    'Of one peer’s pool:',
    codeRows(POOL_CODES),
    'Of blocks, beside those of their transactions:',
    codeRows(BLOCK_CODES),
  ].join('\n\n')
}

/** The page with its reference part as the code has it. */
export function withReference(page: string): string {
  const end = page.indexOf(BEGIN)
  const written = end === -1 ? `${page.trimEnd()}\n\n` : page.slice(0, end)
  return `${written}${BEGIN}\n${reference()}\n`
}

if (process.argv[1]?.endsWith('reference.ts')) {
  writeFileSync(FILE, withReference(readFileSync(FILE, 'utf8')))
  process.stdout.write('docs/protocol.md: the reference is as the code has it.\n')
}
