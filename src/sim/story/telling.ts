// What a block says, in sentences for the people it is about.
import { decode } from '../../bytes/codec.ts'
import { nameOf32 } from '../../bytes/name.ts'
import type { Block } from '../../chain/block.ts'
import { setOf, standingOf } from '../../chain/consensus/branch.ts'
import type { DelegateSet } from '../../chain/consensus/sets.ts'
import type { Executed } from '../../chain/execute.ts'
import type { Step } from '../../chain/node/keep.ts'
import type { Outcome } from '../../chain/outcomes.ts'
import { prepare } from '../../chain/registry.ts'
import { View } from '../../chain/store.ts'
import type { Transaction } from '../../chain/transaction.ts'
import { convicted } from '../../market/delegates/events.ts'
import type { Cast } from './cast.ts'
import { capital, inWords, listed, money } from './words.ts'

type Say = (who: string, params: any, cast: Cast) => string

/** What was done, by command. */
const DONE: { readonly [command: string]: Say } = {
  'accounts/transfer': (who, { to, amount, note }, cast) =>
    `${who} paid ${cast.labelOf(to)} ${money(amount)} for ${note}.`,
  'accounts/issue': (who, { to, amount }, cast) =>
    `${who} took in ${money(amount)} and credited ${cast.labelOf(to)} with it.`,
  'members/invite': who => `${who} wrote an invitation.`,
  'members/apply': who => `${who} has scanned it and asks to join.`,
  'members/admit': (who, { account }, cast) => `${who} admitted ${cast.labelOf(account)}. Welcome.`,
  'delegates/stand': who => `${who} offers to be a delegate.`,
}

/** What a peer does by itself, or is told of in other words. */
const SILENT = ['delegates/present', 'delegates/vote', 'delegates/accuse']

/** Why not, by code; the community's own words for the others. */
const REFUSED: { readonly [code: string]: (who: string, data: readonly number[]) => string } = {
  'accounts/uncovered': (who, [has = 0, needs = 0]) =>
    `Refused: ${who} wanted to pay ${money(needs)} and has ${money(has)}; nothing moved.`,
}

/** Refused because somebody has said so before: of several who say the same at once, one is heard. */
export const TOO_LATE: readonly string[] = ['delegates/accused', 'delegates/present', 'delegates/voted']

const KEPT_OUT: { readonly [code: string]: string } = {
  'kernel/signature': 'Kept out: a payment in another’s name, without its key. Nothing moved.',
  'kernel/expired': 'Kept out: it waited for too long and is stale. Send it again.',
  'kernel/quota': 'Kept out for now: somebody sends more than its share of this minute.',
}

/** A sentence, and a name by which it is known again when its block becomes final, or another holds it. */
export interface Sentence {
  readonly name: string
  readonly words: string
}

/** The sentences of one block. */
export function told(cast: Cast, { block, parent, executed }: Step): Sentence[] {
  const sentences: Sentence[] = []
  const say = (name: string, words: string | undefined) => words && sentences.push({ name, words })
  const outcomes = new Map(executed.outcomes.map(outcome => [nameOf32(outcome.id), outcome]))
  const votes: Transaction[] = []
  for (const transaction of block.transactions) {
    const name = nameOf32(transaction.id)
    const outcome = outcomes.get(name)
    if (!outcome) continue
    say(name, toldOne(cast, block, transaction, outcome))
    if (transaction.command === 'vote' && outcome.status === 'done') votes.push(transaction)
  }
  if (votes.length > 0) say(nameOf32(votes[0]!.id), toldVotes(cast, block, votes))
  return [...sentences, ...toldConvictions(cast, executed), ...toldHandOver(cast, parent, executed)]
}

function paramsIn(cast: Cast, block: Block, transaction: Transaction): any {
  const registry = cast.community.rules.get(block.header.rules)
  const prepared = registry && prepare(registry, cast.community.genesis, transaction)
  return typeof prepared === 'object' && 'params' in prepared ? prepared.params : undefined
}

function toldOne(
  cast: Cast,
  block: Block,
  transaction: Transaction,
  { status, code, data }: Outcome,
): string | undefined {
  const who = cast.labelOf(transaction.account)
  const name = `${transaction.module}/${transaction.command}`
  if (status === 'refused') {
    if (TOO_LATE.includes(code)) return undefined
    const registry = cast.community.rules.get(block.header.rules)
    return REFUSED[code]?.(who, data) ?? `Refused: ${who}: ${registry?.codes[code] ?? code}.`
  }
  if (SILENT.includes(name)) return undefined
  const params = paramsIn(cast, block, transaction)
  return DONE[name]?.(who, params, cast) ?? `${who}: ${name}.`
}

/** Who votes alike is told of in one sentence. */
function toldVotes(cast: Cast, block: Block, votes: readonly Transaction[]): string {
  const first = votes[0]!
  const { candidates } = paramsIn(cast, block, first)
  const who =
    votes.length === 1 ? `${cast.labelOf(first.account)} votes` : `${capital(inWords(votes.length))} vote`
  return `${who} for ${listed(cast.inOrder(candidates))}.`
}

function toldConvictions(cast: Cast, { events }: Executed): Sentence[] {
  return events
    .filter(({ module, event }) => module === convicted.module && event === convicted.name)
    .map(({ data }) => {
      const { account, accuser } = decode(convicted.data, data)
      const who = account ? cast.labelOf(account) : 'Somebody'
      const words = `${who} is caught and barred: ${cast.labelOf(accuser)} showed what it signed twice.`
      return { name: `convicted ${who}`, words }
    })
}

/** Hand over (rule 5): when it begins, and when it is done. */
function toldHandOver(cast: Cast, parent: Executed, executed: Executed): Sentence[] {
  const state = new View(executed.tree)
  const before = standingOf(new View(parent.tree))
  const after = standingOf(state)
  const names = (set: DelegateSet) => cast.inOrder(set.map(({ account }) => account))
  const newest = names(setOf(state, after.to))
  if (after.to > before.to) {
    const old = names(setOf(state, after.from))
    const come = newest.filter(name => !old.includes(name))
    const gone = old.filter(name => !newest.includes(name))
    const instead = gone.length > 0 ? ` for ${listed(gone)}` : ''
    const words = `Elected: ${listed(come)}${instead}. Both sets sign until that is final.`
    return [{ name: `elected ${after.to}`, words }]
  }
  if (after.from === before.from) return []
  return [{ name: `handed over ${after.from}`, words: `Handed over: ${listed(newest)} take turns now.` }]
}

/** Why something was kept out, or nothing where it needs no words. */
export const toldOutside = (code: string): string | undefined => KEPT_OUT[code]
