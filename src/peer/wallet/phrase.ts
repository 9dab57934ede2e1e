// The recovery phrase: the secret that all of a person's member keys are made of, as words to write down (BIP-39). The
// phrase is the secret itself and not a passphrase: whoever has it needs nothing else.
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import type { Bytes } from '../../bytes/bytes.ts'

/** Twelve words, or twenty-four. */
export const ENTROPY_BYTES = [16, 32] as const

export type PhraseFault =
  /** It has so many words, and a phrase has 12 or 24. */
  | { readonly why: 'words'; readonly count: number }
  /** It is on no list: the word, and its place from 1. */
  | { readonly why: 'unknown'; readonly word: string; readonly place: number }
  /** All are words, and together they are no phrase: one is another, or two have changed places. */
  | { readonly why: 'checksum' }

export const phraseOf = (entropy: Bytes): readonly string[] => entropyToMnemonic(entropy, wordlist).split(' ')

/** What somebody typed, whatever stands between the words. */
export function readPhrase(typed: string): Bytes | PhraseFault {
  const words =
    typed
      .normalize('NFKD')
      .toLowerCase()
      .match(/\p{L}+/gu) ?? []
  const place = words.findIndex(word => !wordlist.includes(word))
  if (place >= 0) return { why: 'unknown', word: words[place]!.slice(0, 20), place: place + 1 }
  if (words.length !== 12 && words.length !== 24) return { why: 'words', count: words.length }
  try {
    return mnemonicToEntropy(words.join(' '), wordlist)
  } catch {
    return { why: 'checksum' }
  }
}

/** Words by chance, as a passphrase that can be remembered: eleven bits each. */
export function someWords(count: number, random: (count: number) => Bytes): string {
  const view = new DataView(random(2 * count).buffer)
  return Array.from({ length: count }, (_, i) => wordlist[view.getUint16(2 * i) % wordlist.length]).join(' ')
}
