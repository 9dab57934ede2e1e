// What happened to credits that no transaction of the account itself shows.
import { bytes, struct, text, uint } from '../../bytes/codec.ts'
import { MAX_NOTE_BYTES } from './records.ts'

export const issued = {
  module: 'accounts',
  name: 'issued',
  data: struct({ to: bytes(20), amount: uint, reference: text(MAX_NOTE_BYTES) }),
}

export const redeemed = {
  module: 'accounts',
  name: 'redeemed',
  data: struct({ account: bytes(20), number: uint, amount: uint, reference: text(MAX_NOTE_BYTES) }),
}

export const redemptionDeclined = {
  module: 'accounts',
  name: 'redemption-declined',
  data: struct({ account: bytes(20), number: uint, amount: uint, reason: text(MAX_NOTE_BYTES) }),
}
