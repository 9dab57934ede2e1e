// What a page of the notebook may hold: one page an account, a few flat maps, and the shapes of what stands in them.
// A value is checked for its size when its update is scanned, and for its shape by whoever reads it here: what an item
// overwrites may not have arrived yet, so an update alone cannot say under which root its value will stand.
import type { Bytes } from '../../bytes/bytes.ts'
import { MAX_PICTURE_BYTES } from './limits.ts'

/** The maps of a page: about its household, the notice board, negotiations, the feeder as it is drawn. */
export const ROOT_NAMES = ['self', 'notices', 'messages', 'sketch'] as const
export type Root = (typeof ROOT_NAMES)[number]
export const ROOTS: ReadonlySet<string> = new Set(ROOT_NAMES)

export const MAX_NAME_LENGTH = 60
export const MAX_TITLE_LENGTH = 100
export const MAX_WORDS_LENGTH = 1500

export interface Notice {
  readonly title: string
  readonly text: string
  readonly atMs: number
}

/** A draft of what is negotiated, as a proposal on the table: nothing of it binds anybody. */
export interface Draft {
  readonly energyWh: number
  readonly priceMilli: number
  readonly interval: number
}

export interface Message {
  /** The account that it is for, in hexadecimal. */
  readonly to: string
  readonly text: string
  readonly atMs: number
  readonly draft: Draft | null
  /** The end of its life, as its entry has it, too. */
  readonly untilMs: number | null
}

/** A piece of the feeder's sketch: a bus at a place, or a line between two of them. */
export type Piece =
  | { readonly kind: 'bus'; readonly name: string; readonly x: number; readonly y: number }
  | { readonly kind: 'line'; readonly from: string; readonly to: string }

type Fields = { readonly [name: string]: unknown }

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
    ? (value as Fields)
    : {}
const isText = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value.length <= most
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

export const nameIn = (value: unknown): string =>
  isText(value, MAX_NAME_LENGTH) ? value.trim().replace(CONTROLS, ' ') : ''

/** What would turn a line of text around, or hide in it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g

export const pictureIn = (value: unknown): Bytes | null =>
  value instanceof Uint8Array && value.length > 0 && value.length <= MAX_PICTURE_BYTES ? value : null

export function noticeIn(value: unknown): Notice | undefined {
  const { title, text, atMs } = fieldsOf(value)
  if (!isText(title, MAX_TITLE_LENGTH) || !isText(text, MAX_WORDS_LENGTH) || !isCount(atMs)) return undefined
  return { title, text, atMs }
}

function draftIn(value: unknown): Draft | null {
  const { energyWh, priceMilli, interval } = fieldsOf(value)
  return isCount(energyWh) && isCount(priceMilli) && isCount(interval)
    ? { energyWh, priceMilli, interval }
    : null
}

export function messageIn(value: unknown): Message | undefined {
  const { to, text, atMs, draft, untilMs } = fieldsOf(value)
  if (typeof to !== 'string' || !/^[0-9a-f]{40}$/.test(to)) return undefined
  if (!isText(text, MAX_WORDS_LENGTH) || !isCount(atMs)) return undefined
  return { to, text, atMs, draft: draftIn(draft), untilMs: isCount(untilMs) ? untilMs : null }
}

export function pieceIn(value: unknown): Piece | undefined {
  const { kind, name, x, y, from, to } = fieldsOf(value)
  if (kind === 'bus' && isText(name, MAX_NAME_LENGTH) && isCount(x) && isCount(y)) return { kind, name, x, y }
  if (kind === 'line' && isText(from, 32) && isText(to, 32)) return { kind, from, to }
  return undefined
}
