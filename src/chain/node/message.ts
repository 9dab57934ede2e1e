// What full peers say to each other about the ledger.
import type { Hash } from '../../bytes/hash.ts'
import type { Block } from '../block.ts'
import type { Certificate, Vote } from '../consensus/votes.ts'
import type { Transaction } from '../transaction.ts'

export type Message =
  | { readonly kind: 'transaction'; readonly transaction: Transaction }
  | { readonly kind: 'block'; readonly block: Block }
  /** `chain` is the id of the era that the vote, or each vote of the certificate, was signed in. */
  | { readonly kind: 'vote'; readonly chain: Hash; readonly vote: Vote }
  | { readonly kind: 'certificate'; readonly chain: Hash; readonly certificate: Certificate }
