// What becomes of proposals.
import { bytes, integer, oneOf, struct, text, u32, uint } from '../../bytes/codec.ts'
import { MAX_NAME_BYTES } from '../../chain/limits.ts'
import type { EventType } from '../../chain/module.ts'
import { NAME } from './records.ts'

const proposedData = struct({ number: uint, proposer: bytes(20), until: uint })
export const proposed: EventType<ReturnType<typeof proposedData.read>> = {
  module: NAME,
  name: 'proposed',
  data: proposedData,
}

/** Void: it had passed, and meanwhile made no sense any more. */
const closedData = struct({
  number: uint,
  result: oneOf('passed', 'rejected', 'void'),
  yes: u32,
  no: u32,
  electorate: u32,
})
export const closed: EventType<ReturnType<typeof closedData.read>> = {
  module: NAME,
  name: 'closed',
  data: closedData,
}

const announcedData = struct({ version: integer(1, 0xffff), height: uint })
/** The next version of the rules and the height from which on it is in force. */
export const announced: EventType<ReturnType<typeof announcedData.read>> = {
  module: NAME,
  name: 'announced',
  data: announcedData,
}

const changedData = struct({ module: text(MAX_NAME_BYTES), params: bytes(32) })
/** A module's parameters are others now; their hash. */
export const changed: EventType<ReturnType<typeof changedData.read>> = {
  module: NAME,
  name: 'changed',
  data: changedData,
}

export const events = [proposed, closed, announced, changed]
