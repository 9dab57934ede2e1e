// What a block says, in sentences for the people it is about.
import { decode, tryDecode } from '../../bytes/codec.ts'
import type { Block } from '../../chain/block.ts'
import type { Executed } from '../../chain/execute.ts'
import type { Outcome } from '../../chain/outcomes.ts'
import { prepare } from '../../chain/registry.ts'
import type { Transaction } from '../../chain/transaction.ts'
import { closed } from '../../market/rules/events.ts'
import { rulesParams } from '../../market/rules/params.ts'
import type { Cast } from './cast.ts'
import { capital, inWords, money } from './words.ts'

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
  'members/addDevice': who => `${who} has a second phone now, for payments alone.`,
  'members/revokeDevice': who => `${who} took a phone off its account.`,
  'rules/propose': (who, { change }) => `${who} proposes: ${proposed(change)}`,
  'rules/vote': (who, { yes }) => `${who} votes ${yes ? 'yes' : 'no'}.`,
}

function proposed(change: { readonly kind: string; readonly params?: Uint8Array }): string {
  const read = change.params && tryDecode(rulesParams.params, change.params)
  if (!read || !('value' in read)) return 'a change of the rules.'
  return `a change should take more than ${read.value.passPercent} % of all votes.`
}

/** Why not, by code; the community's own words for the others. */
const REFUSED: { readonly [code: string]: (who: string, data: readonly number[]) => string } = {
  'accounts/uncovered': (who, [has = 0, needs = 0]) =>
    `Refused: ${who} wanted to pay ${money(needs)} and has ${money(has)}; nothing moved.`,
  'rules/not-open': who => `Refused: the vote was over when ${who} voted.`,
  'rules/voted': who => `Refused: ${who} had voted so already.`,
}

const KEPT_OUT: { readonly [code: string]: string } = {
  'kernel/signature': 'Kept out: a payment in another’s name, without its key. Nothing moved.',
  'kernel/expired': 'Kept out: it waited for too long and is stale. Send it again.',
  'kernel/quota': 'Kept out for now: somebody sends more than its share of this minute.',
}

/** The sentences of one block. */
export function told(cast: Cast, block: Block, executed: Executed): string[] {
  const sentences: string[] = []
  const outcomes = new Map(executed.outcomes.map(outcome => [outcome.id.join(), outcome]))
  for (const transaction of block.transactions) {
    const outcome = outcomes.get(transaction.id.join())
    // What peers do by themselves is no news.
    if (transaction.module === 'delegates') continue
    if (outcome) sentences.push(toldOne(cast, block, transaction, outcome))
  }
  for (const { module, event, data } of executed.events)
    if (module === closed.module && event === closed.name)
      sentences.push(toldResult(decode(closed.data, data)))
  return sentences
}

function toldOne(
  cast: Cast,
  block: Block,
  transaction: Transaction,
  { status, code, data }: Outcome,
): string {
  const who = cast.labelOf(transaction.account)
  const { module, command } = transaction
  const registry = cast.community.rules.get(block.header.rules)
  if (status === 'refused')
    return REFUSED[code]?.(who, data) ?? `Refused: ${who}: ${registry?.codes[code] ?? code}.`
  const prepared = registry && prepare(registry, cast.community.genesis, transaction)
  const say = DONE[`${module}/${command}`]
  if (!say || typeof prepared !== 'object' || !('params' in prepared)) return `${who}: ${module}, ${command}.`
  return say(who, prepared.params, cast)
}

function toldResult({ result, yes, no, electorate }: ReturnType<typeof closed.data.read>): string {
  const votes = `${inWords(yes)} yes, ${inWords(no)} no, of ${inWords(electorate)}`
  if (result === 'passed') return `${capital(votes)}: passed, and in force from now on.`
  return `${capital(votes)}: not enough, everything stays as it is.`
}

/** Why something was kept out, or nothing where it needs no words. */
export const toldOutside = (code: string): string | undefined => KEPT_OUT[code]
