// The kernel's codes. A code is a value that reaches the sender; each stands here once, with what it means.
// There are two kinds of no: `kept out` may not stand in a block; `refused` stands in it and has used its sequence.

export const KERNEL_CODES = {
  'kernel/form':
    'kept out: the bytes are not the canonical form of a transaction, or its parameters are not those of the command',
  'kernel/size': 'kept out: longer than a transaction may be',
  'kernel/version': 'kept out: a transaction version that this peer does not know',
  'kernel/chain': 'kept out: signed for another community or an earlier era',
  'kernel/signature': 'kept out: a signature does not hold',
  'kernel/command': 'kept out: the rules in force know no such module or command',
  'kernel/expired': 'kept out: the expiry slot has passed',
  'kernel/account': 'kept out: no such account',
  'kernel/key': 'kept out: the device key is not one of the account’s',
  'kernel/scope': 'kept out: the device key may not do this',
  'kernel/sequence': 'kept out: the sequence number is used, too old or too far ahead',
  'kernel/order': 'kept out: one device’s transactions do not ascend within the block',
  'kernel/quota': 'kept out: the account has used its transactions of this window',
  'kernel/budget': 'kept out: the block’s work is spent',
  'kernel/token': 'kept out: the invitation is unknown, used up or expired',
  'kernel/guest': 'kept out: an application must be its new account’s first transaction',
  'kernel/overflow': 'refused: a result would leave the range of exact integers',
  'kernel/fault':
    'refused, or kept out: the module failed on this command, which is a defect of the software',
  'kernel/key-taken': 'refused: the key belongs, or once belonged, to an account',
  'kernel/key-unknown': 'refused: the account has no such device key',
  'kernel/key-last': 'refused: the last key that may administer the account cannot go',
  'kernel/keys-full': 'refused: the account has as many device keys as it may have',
  'kernel/token-taken': 'refused: an invitation with this key exists',
  'kernel/agreements-open': 'refused: too many deeds of the account wait for agreement already (open)',
  'kernel/already-agreed': 'refused: this device has agreed to the same deed already',
  'kernel/threshold': 'refused: the account would need more agreements than it has administering keys',
} as const

export type KernelCode = keyof typeof KERNEL_CODES

/** Codes of the whole block: such a block is invalid. */
export const BLOCK_CODES = {
  'block/form': 'the bytes are not the canonical form of a block',
  'block/size': 'longer than a block may be',
  'block/format': 'a header format that this peer does not know',
  'block/chain': 'of another community or era',
  'block/parent': 'not a child of this parent, or its height is not the next',
  'block/slot': 'its slot is not later than its parent’s',
  'block/producer': 'its producer does not own the slot',
  'block/view':
    'its view does not follow its parent’s, or is above its slot, or its source is older than its parent’s',
  'block/reveal': 'its reveal is not the producer’s for this slot',
  'block/justify': 'what it carries is no certificate of its branch, or not the one that its header names',
  'block/certificate': 'what it carries is not signed by a quorum of every active set',
  'block/recovery': 'the recovery that it carries is not signed by more than two thirds of the members',
  'block/quiet': 'nothing was due in its slot, and it brings nothing',
  'block/active': 'names other sets of delegates than its branch has',
  'block/rules': 'names other rules than those in force',
  'block/unknown-rules': 'needs rules that this peer does not have: update',
  'block/transactions': 'the transactions are not those of the header',
  'block/state': 'executing it gives another state',
  'block/outcomes': 'executing it gives other outcomes',
} as const

export type BlockCode = keyof typeof BLOCK_CODES

/** Codes of one peer's pool: they say nothing about the transaction, only about this peer now. */
export const POOL_CODES = {
  'pool/known': 'this peer holds the transaction already',
  'pool/sequence': 'another transaction of this device with the same sequence waits',
  'pool/crowded': 'the account, or the invitation, has as many transactions waiting as it may have',
  'pool/full': 'too many transactions wait; try again later',
  'pool/displaced': 'made room for accounts that have fewer transactions waiting; send it again later',
  'pool/halted':
    'this peer has stopped for good: it saw two histories that exclude each other; send it from another device',
} as const

/** A code of the kernel, or `module/reason` of a module. */
export type Code = string

/** Why not: a code and up to four exact integers that go with it (what was had, what was needed). */
export interface Refusal {
  readonly code: Code
  readonly data: readonly number[]
}

export const refuse = (code: Code, ...data: number[]): Refusal => ({ code, data })
