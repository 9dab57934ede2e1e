// Where this browser keeps a wallet's communities. Each has a database, a lock and an invitation of its own, so its device's
// and its delegate's keys are its own, too; a list beside them says which there are. Nothing takes the place of another.
import { type Bytes, toHex } from '../../bytes/bytes.ts'
import type { Hex } from '../api.ts'
import { type Invitation, readInvitation, writeInvitation } from '../invitation.ts'
import { MOST_COMMUNITIES } from '../wallet/most.ts'
import { communityHere, walletHere } from './named.ts'

export interface Place {
  /** The genesis hash. */
  readonly genesis: Hex
  /** What its database, its lock and its channel are called. */
  readonly store: string
  /** As it calls itself, once it was open here. */
  readonly name: string | null
  /** When it was last shown; 0 where it never was. */
  readonly shownMs: number
  /** How its user stood there when it was last shown; `alone`: a member whose only key is this device's. */
  readonly standing: 'guest' | 'member' | 'alone' | null
}

/** The page's own storage holds some millions of letters. */
const MOST_GENESIS_BYTES = 150_000

const listOf = (wallet: string): string => `wattle/${wallet}/communities`
const invitationOf = (store: string): string => `wattle/${store}/invitation`

export const invitationTo = (store: string): string | null => localStorage.getItem(invitationOf(store))

/** All of a wallet's communities, in the order in which they came. */
export function placesOf(wallet = walletHere()): readonly Place[] {
  const list = localStorage.getItem(listOf(wallet))
  if (list !== null) return JSON.parse(list)
  // Written when a wallet had one.
  const only = readInvitation(invitationTo(wallet) ?? '')
  return only ? [placeFor(toHex(only.community), wallet)] : []
}

const placeFor = (genesis: Hex, store: string): Place => ({
  ...{ genesis, store, name: null, shownMs: 0, standing: null },
})

/** The one that the address names, or that was shown last. */
export function placeHere(wallet = walletHere()): Place | undefined {
  const places = placesOf(wallet)
  const named = communityHere()
  if (named !== null && named.length >= SHORT) return places.find(({ genesis }) => genesis.startsWith(named))
  return [...places].sort((a, b) => b.shownMs - a.shownMs)[0]
}

/** A name that no database here has. The first community's is the wallet's own. */
export function freshStore(wallet = walletHere()): string {
  if (placesOf(wallet).length === 0) return wallet
  return `${wallet}~${toHex(crypto.getRandomValues(new Uint8Array(6)))}`
}

/** Keeps one more; undefined where there are as many as a wallet's file holds. */
export function addPlace(wallet: string, genesis: Hex, store = freshStore(wallet)): Place | undefined {
  const places = placesOf(wallet)
  const known = places.find(each => each.genesis === genesis)
  if (known || places.length >= MOST_COMMUNITIES) return known
  const place = placeFor(genesis, store)
  localStorage.setItem(listOf(wallet), JSON.stringify([...places, place]))
  return place
}

/** With its genesis, so that it opens where nobody is there to be asked for it; where that is too much, without. */
export function keepInvitation({ store }: Place, invitation: Invitation, genesis: Bytes | null): void {
  const keep = (whole: Bytes | null) =>
    localStorage.setItem(invitationOf(store), writeInvitation({ ...invitation, genesis: whole }))
  try {
    keep(genesis && genesis.length > MOST_GENESIS_BYTES ? null : genesis)
  } catch {
    keep(null)
  }
}

/** What has become known of one. */
export function notePlace(
  genesis: Hex,
  news: Partial<Omit<Place, 'genesis' | 'store'>>,
  wallet = walletHere(),
): void {
  const places = placesOf(wallet).map(each => (each.genesis === genesis ? { ...each, ...news } : each))
  localStorage.setItem(listOf(wallet), JSON.stringify(places))
}

/** So much of a genesis hash names a community in an address. */
const SHORT = 16

/** This page's address with one of them in it; with none, the way in to another. */
export function addressOf(place?: Place): string {
  const { pathname, searchParams } = new URL(location.href)
  searchParams.delete('another')
  searchParams.delete('community')
  if (!place) searchParams.set('another', '')
  else if (placesOf().length > 1) searchParams.set('community', place.genesis.slice(0, SHORT))
  const search = searchParams.toString().replace('another=', 'another')
  return pathname + (search && `?${search}`)
}
