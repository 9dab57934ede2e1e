// What a community calls itself, read off the beginning of its genesis: a page has no use for the rest.
import type { Bytes } from '../../bytes/bytes.ts'
import { FormError, integer, oneOf, Reader, text } from '../../bytes/codec.ts'
import { readInvitation } from '../invitation.ts'

const ARRAY = 4
/** No genesis has fewer parts, of which these are the first. */
const BEGINNING = [oneOf('genesis'), integer(1, 1), text(64)]
const MOST_PARTS = 64

function nameIn(genesis: Bytes): string | undefined {
  const reader = new Reader(genesis)
  try {
    reader.bounded(ARRAY, BEGINNING.length, MOST_PARTS)
    return BEGINNING.map(part => part.read(reader)).at(-1) as string
  } catch (error) {
    if (error instanceof FormError) return undefined
    throw error
  }
}

/** Undefined where its genesis is not in the invitation. */
export function titleIn(invitation: string): string | undefined {
  const genesis = readInvitation(invitation)?.genesis
  return genesis ? nameIn(genesis) : undefined
}
