// The notebook: what a community shares that is no matter of the ledger. Each author's hash-chained logs of entries are
// what is signed, kept and brought to neighbours; what they say is read from them. Nothing here needs Yjs but page.ts.
//
//   Notebook        every log, and how neighbours bring each other what they lack
//   scanUpdate      what an update says, before anything of it is applied
//   headerOf, seal  an entry of one's own
export { CODES, type Code } from './codes.ts'
export { headerOf, type Own, seal, type Writing } from './compose.ts'
export type { Keep, NotebookEffect, NotebookInput } from './effect.ts'
export {
  clientOf,
  type Entry,
  entryCodec,
  type LogName,
  logName,
  logOf,
  PAGE,
  REMOVALS,
  readEntry,
  type Sealed,
  sealedCodec,
  writeEntry,
} from './entry.ts'
export type { Lookup, Who } from './judge.ts'
export * from './limits.ts'
export { Log, type Proof } from './log.ts'
export { Notebook, type NotebookConfig } from './notebook.ts'
export { type Range, type Scanned, scanUpdate } from './scan.ts'
