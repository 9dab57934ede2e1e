// Why an entry is not taken. Each code is in the protocol's table, with its words on the notebook's screen.

export const CODES = [
  /** No entry at all: cut short, too long, or not in canonical form. */
  'notebook/form',
  /** Of a later version: this software is to be updated before it reads on. */
  'notebook/version',
  /** Of another community. */
  'notebook/community',
  /** The signature is not of the device that it names. */
  'notebook/signature',
  /** The ledger knows no account with this device, so far. */
  'notebook/stranger',
  /** The device belongs to another account than it says. */
  'notebook/author',
  /** It does not follow on the entry before it: the author is frozen at that place. */
  'notebook/previous',
  /** Another entry stands at this place: the author is frozen there. */
  'notebook/forked',
  /** An entry before it is missing here. */
  'notebook/gap',
  /** Its body is not the one that its header was signed with. */
  'notebook/body',
  /** Its body was let go of, and its life has not ended by the clock here. */
  'notebook/missing',
  /** Its body is no update of a document in the form that is used here. */
  'notebook/update',
  /** It writes or refers under a client id that is not certified for this author. */
  'notebook/client',
  /** It does not go on where its author’s content ended. */
  'notebook/clock',
  /** It deletes what somebody else wrote. */
  'notebook/deletion',
  /** It is a removal, and its author has no role for it. */
  'notebook/role',
  /** It writes where the notebook has no place, or what does not belong there. */
  'notebook/schema',
  /** The author’s log is full until the author compacts it. */
  'notebook/quota',
] as const

export type Code = (typeof CODES)[number]
