// Checking a hand-over proof against what is trusted. All but the signatures is decided here; the next trust holds when
// they do.
import { equalBytes } from '../../bytes/bytes.ts'
import { type Hash, hashOf } from '../../bytes/hash.ts'
import type { Signed } from '../../crypto/signed.ts'
import { HEADER_FORMAT, type Header, headerHash } from '../block.ts'
import { type Delegate, type DelegateSet, delegateCodec, sameMembers } from '../consensus/sets.ts'
import { Active, type Testimony } from './active.ts'
import { type Handover, type Link, unpackVotes } from './handover.ts'
import { Trust } from './trust.ts'

export type HandoverFault =
  | 'form' // no proof between whatever sets
  | 'votes' // not in the one form of votes of these sets: it may be between others
  | 'height' // not above what is trusted already
  | 'members' // no set that could follow on the trusted one
  | 'quorum' // a block after X lacks a quorum of the old set or of the new one
  | 'signature' // a vote does not hold: for these very headers, under these very sets
  | 'crowded' // as many proofs wait for their signatures as may

/** Where a proof leads, if all of these signatures hold. */
export interface Checked {
  readonly trust: Trust
  /** The view of X. */
  readonly view: number
  readonly signatures: readonly Signed[]
  readonly shownBy: readonly Testimony[]
}

// What was checked before against the same trust; peers in one process read the same proofs.
const known = new WeakMap<Handover, { readonly trust: Trust; readonly checked: Checked | HandoverFault }>()

export function checkHandover(trust: Trust, handover: Handover): Checked | HandoverFault {
  const before = known.get(handover)
  if (before?.trust.height === trust.height && before.trust.alone === trust.alone) return before.checked
  const checked = check(trust, handover)
  known.set(handover, { trust, checked })
  return checked
}

function check(trust: Trust, handover: Handover): Checked | HandoverFault {
  const { height, view, block, links } = handover
  // Hand over (rule 5): its boundary is above the block at which the trusted set was named, so X is; an older
  // hand-over between the same sets says nothing about the next one.
  if (height <= trust.height) return 'height'
  const next = membersOf(trust.set, handover.members)
  if (typeof next === 'string') return next
  if (links.length === 0) return 'form'
  // Hand over (rule 5): the blocks after X name both sets as active, so X is at or after the boundary.
  const joint = Active.of(trust.chain, [trust.set, next])
  const shownBy: Testimony[] = []
  let parent = block
  for (let i = 0; i < links.length; i++) {
    const link = links[i]!
    const last = i === links.length - 1
    if (last !== (link.source === null)) return 'form'
    const header = headerOf(handover, link, i + 1, parent, joint)
    parent = headerHash(header)
    const votes = unpackVotes(joint.signers.length, link.votes)
    if (!votes) return 'votes'
    // Finality (rule 3): every block after X, to Y, is justified: by a quorum of both sets (rule 5).
    const testimony = joint.testimony(
      {
        height: header.height,
        view: header.view,
        block: parent,
        sourceView: header.justify.view,
        source: header.justify.source,
      },
      votes,
    )
    if (!testimony) return 'quorum'
    shownBy.push(testimony)
  }
  return {
    trust: new Trust(trust.chain, height, block, Active.of(trust.chain, [next]), joint),
    view,
    signatures: shownBy.flatMap(({ signed }) => signed),
    shownBy,
  }
}

/** The header that a link stands for: the `distance`th after X. */
function headerOf(
  { height, view, block }: Handover,
  link: Link,
  distance: number,
  parent: Hash,
  joint: Active,
): Header {
  const { rules, slot, producer, transactions, state, outcomes, reveal, certificate } = link
  return {
    format: HEADER_FORMAT,
    rules,
    // Recovery (rule 10): votes of another era are for other hashes.
    chain: joint.chain,
    // Finality (rule 3): each is the child of the one before, and views from X to Y are consecutive.
    height: height + distance,
    slot,
    view: view + distance,
    parent,
    producer,
    transactions,
    state,
    outcomes,
    active: joint.hash,
    activeNext: joint.hash,
    reveal,
    // Finality (rule 3): the last one's justify is a certificate for X.
    justify: { source: link.source?.hash ?? block, view: link.source?.view ?? view, certificate },
  }
}

const delegateHash = (delegate: Delegate): Hash => hashOf(delegateCodec, delegate)

/** The next set, in the one form in which it follows on the old one. */
export function membersOf(old: DelegateSet, members: Handover['members']): DelegateSet | 'members' {
  const next: Delegate[] = []
  const places = new Set<number>()
  for (const member of members) {
    if (typeof member === 'number') {
      const delegate = old[member]
      if (!delegate || places.has(member)) return 'members'
      places.add(member)
      next.push(delegate)
    } else {
      const before = old.find(({ key }) => equalBytes(key, member.key))
      // Who stays as it was is named by its place.
      if (before && equalBytes(delegateHash(before), delegateHash(member))) return 'members'
      next.push(member)
    }
  }
  if (next.length === 0) return 'members'
  // Hand over (rule 5): the same members elected again open no hand-over.
  return sameMembers(old, next) ? 'members' : next
}
